//! Harness of the whole-page journeys.
