//! What a learner knows, why we think so, what comes next.
