//! How much an expression or script may be when it is read. What it may use as it runs is `uptake-script`'s to say.

/// The longest text, in bytes.
pub(crate) const MAX_BYTES: usize = 64 << 10;
/// The deepest nesting of an expression as it is written.
pub(crate) const MAX_DEPTH: usize = 64;
/// The most functions and closures of one text.
pub(crate) const MAX_FUNCTIONS: usize = 64;
/// How deeply expressions and statements may nest once every function stands where it is called: each level takes a bit of
/// the stack, in the lowering, in the interpreter, and in every reader of the tree.
pub(crate) const MAX_NESTING: usize = 128;
/// How deeply the typed tree may nest, once every `let` stands where it is used too.
pub(crate) const MAX_HEIGHT: usize = 256;
/// The most calls of functions in one condition, those in functions that are called counted each time.
pub(crate) const MAX_INLINED: usize = 1_000;
/// The most parts an expression may have once every `let` stands where it is used: names that double each other would
/// otherwise grow without bounds.
pub(crate) const MAX_PARTS: usize = 10_000;
/// The most cases of a `switch`: as an expression, each stands within the one before.
pub(crate) const MAX_CASES: usize = 128;
/// The most periods a window may look back over.
pub(crate) const MAX_PERIODS: u32 = 10_000;

/// The limits that authors may meet, in the words of the reference.
pub const READ_LIMITS: &[(usize, &str)] = &[
    (MAX_BYTES, "bytes"),
    (MAX_DEPTH, "levels; a chain of operators counts as nesting"),
    (MAX_NESTING, "levels, with every function expanded where it is called"),
    (MAX_FUNCTIONS, "functions and closures in one text"),
    (MAX_INLINED, "calls of functions, including those in called functions"),
    (MAX_PARTS, "parts, with every `let` expanded where it is used"),
    (MAX_CASES, "cases of a `switch`"),
    (MAX_PERIODS as usize, "periods of a window"),
];
