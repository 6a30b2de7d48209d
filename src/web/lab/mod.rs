//! Labs as pages and streams: the markup where a lab stands in a lesson, and the requests that
//! its island makes. Runs live in `service::lab`; only their owner may read or stop them.

mod digits;
mod playground;
mod reply;
mod stream;
mod view;
mod words;

pub use digits::{DIGIT_BYTES, read_digit};
pub use playground::{START_LIMIT, StartRequest, start};
pub use reply::Refusal;
pub use stream::{events, resumed_after};
pub use view::render;
