//! Requests to service calls; results to pages, JSON and streams.

pub mod lab;
