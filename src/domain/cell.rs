//! Cells of tables that others open in a spreadsheet. Must not import anything outside `domain`.

use std::borrow::Cow;

/// Whether a spreadsheet might run what is in the cell.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The cell with an apostrophe before what a spreadsheet would take for a formula.
pub fn neutralise(cell: &str) -> Cow<'_, str> {
    // What begins with an apostrophe already gets one more, so that each can be taken off again.
    if is_formula(cell) || is_formula(cell.trim_start_matches('\'')) && cell.starts_with('\'') {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// What the cell was before [`neutralise`].
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_cell_is_a_formula_and_none_is_changed_for_good(cell in "['=+@\\-\t\ra]{0,6}") {
            let safe = neutralise(&cell);
            prop_assert!(!is_formula(&safe));
            prop_assert_eq!(restore(&safe), cell.as_str());
        }
    }

    #[test]
    fn names_are_left_alone() {
        for cell in ["Ada", "'t Hooft", "O’Connor", ""] {
            assert_eq!(neutralise(cell), cell);
            assert_eq!(restore(cell), cell);
        }
        assert_eq!(neutralise("=1+1"), "'=1+1");
    }
}
