//! The adapter `files` as a shared library that speaks the ABI.

uptake_abi::export_adapter!(uptake_files::Files);
