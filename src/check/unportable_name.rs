//! # What
//! A file of the site would have a name that Windows cannot hold: a device's (`con`, `nul`, `com1`), one with `:`, `?` or the like in it, or one
//! that ends in a full stop.
//!
//! # Why
//! Who works on Windows can neither build the site nor unpack what it publishes.
//!
//! # Example
//! ```text
//! content/actors/con.md
//! ```
//!
//! ```text
//! warning[unportable-name]: Windows can hold no file or folder `con`: it is a device there
//! ```
//!
//! # How to mend it
//! Choose another id, alias or file name. An old address stays alive by `aliases`, where Windows can hold it.
