//! The adapter `exec` as a shared library that speaks the ABI.

uptake_abi::export_adapter!(uptake_exec::Exec);
