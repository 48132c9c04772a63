//! The adapter `http` as a shared library that speaks the ABI.

uptake_adapter::export_adapter!(uptake_http::Http);
