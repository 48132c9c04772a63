//! uptake-report
