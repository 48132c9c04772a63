//! uptake-engine
