//! EDTF dates, level 0 and 1.
