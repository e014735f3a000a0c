//! The views, by the names under which labels rename them and addresses hold them.

macro_rules! views {
    ($($(#[doc = $doc:literal])* $view:ident $name:literal),* $(,)?) => {
        /// Pages that show the whole site in one way. `/disputes/` is that kind's list.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum View { $($(#[doc = $doc])* $view),* }

        impl View {
            /// All views, in the order of the menu.
            pub(crate) const ALL: &[Self] = &[$(Self::$view),*];

            /// Its name, which is its folder and its template.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$view => $name),* }
            }
        }
    };
}

views! {
    /// Rounds and events in order.
    Timeline "timeline",
    /// Actor × topic.
    Positions "positions",
    /// Positions that changed.
    Shifts "shifts",
    /// Actor × round.
    Participation "participation",
    Search "search",
    Changes "changes",
    /// How the site is made.
    Methods "methods",
    /// The files for other tools.
    Data "data",
    /// The whole briefing as one document.
    Print "print",
}
