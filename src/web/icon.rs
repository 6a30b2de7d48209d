//! Line drawings on a 24 by 24 grid, as markup; colour and size come from the style sheet.

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident: $paths:literal;)+) => {$(
        $(#[$doc])*
        pub const $name: &str = concat!(
            r#"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">"#, $paths, "</svg>"
        );
    )+};
}

icons! {
    /// Colours: half a disc.
    THEME: r#"<circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 010 16z" fill="currentColor"/>"#;
    /// Learning: a house.
    HOME: r#"<path d="M4 11l8-7 8 7v9h-5v-6H9v6H4z"/>"#;
    /// Labs: a flask.
    LAB: r#"<path d="M9 3h6M10 3v6l-5.5 9.5A1.7 1.7 0 006 21h12a1.7 1.7 0 001.5-2.5L14 9V3M7.5 15h9"/>"#;
    /// A class: a board.
    TEACH: r#"<path d="M4 5h16v11H4zM9 20l3-4 3 4M8 9h8M8 12h5"/>"#;
    /// Grading: a ticked sheet.
    DESK: r#"<path d="M6 3h12v18H6zM9 8h6M9 12h6"/><path d="M9 16.5l1.5 1.5 3-3"/>"#;
    /// People: two heads.
    PEOPLE: r#"<circle cx="9" cy="8" r="3.5"/><path d="M3 20c0-3.6 2.7-6 6-6s6 2.4 6 6M16 5a3.5 3.5 0 010 6.5M17.5 14.5c2.2.8 3.5 2.8 3.5 5.5"/>"#;
    /// A thought: a lamp.
    LAMP: r#"<path d="M9 18h6M10 21h4M8.5 14.5a6 6 0 117 0c-.8.7-1 1.5-1 2h-5c0-.5-.2-1.3-1-2z"/>"#;
    /// Dependencies: three joined points.
    LINKS: r#"<circle cx="6" cy="12" r="3"/><circle cx="18" cy="6" r="3"/><circle cx="18" cy="18" r="3"/><path d="M8.7 10.7l6.6-3.4M8.7 13.3l6.6 3.4"/>"#;
    /// Change over time: a curve with an arrow.
    CURVE: r#"<path d="M4 18c5 0 7-11 16-11"/><path d="M15.5 4L20 7l-3.5 4.2"/>"#;
    /// Time: a clock.
    CLOCK: r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>"#;
    /// Right: a tick.
    TICK: r#"<path d="M5 12.5l4.5 4.5L19 7.5"/>"#;
    /// Wrong: a cross.
    CROSS: r#"<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>"#;
    /// In part: half a disc filled.
    PART: r#"<circle cx="12" cy="12" r="8"/><path d="M4 12a8 8 0 0016 0z" fill="currentColor"/>"#;
    /// Open: a circle.
    OPEN: r#"<circle cx="12" cy="12" r="7.5"/>"#;
    /// Review: an arrow in a circle.
    AGAIN: r#"<path d="M19 8a8 8 0 10.8 6.5M19.5 3.5V8H15"/>"#;
    /// New: a flag.
    FLAG: r#"<path d="M6 21V4h11l-2.5 4L17 12H6"/>"#;
    /// Up.
    UP: r#"<path d="M12 19V5.5M6 11l6-6 6 6"/>"#;
    /// Down.
    DOWN: r#"<path d="M12 5v13.5M6 13l6 6 6-6"/>"#;
    /// A handle to drag by.
    GRIP: r#"<path d="M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01"/>"#;
    /// Attention: a triangle.
    WARNING: r#"<path d="M12 4l9 16H3zM12 10v4.5M12 17.5h.01"/>"#;
    /// A link.
    LINK: r#"<path d="M10 14a4 4 0 006 .4l3-3a4 4 0 00-5.7-5.7L12 7M14 10a4 4 0 00-6-.4l-3 3a4 4 0 005.7 5.7L12 17"/>"#;
    /// A book.
    BOOK: r#"<path d="M4 5c3-1.2 6-1 8 1 2-2 5-2.2 8-1v14c-3-1.2-6-1-8 1-2-2-5-2.2-8-1zM12 6v14"/>"#;
}
