//! Exercise, key and answer in; grade, feedback and receipt out.
