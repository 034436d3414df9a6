//! What a control does when it is used.
//!
//! Buttons, menu items and links take an [`Act`], so that each looks the same whatever it does.

/// One thing a control can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Act<'a> {
    #[default]
    Nothing,
    /// Sends an event with the values `id` and `value` where they are given.
    Event {
        name: &'a str,
        id: Option<&'a str>,
        value: Option<&'a str>,
    },
    /// Goes to another page of the studio.
    Link(&'a str),
    /// Saves what stands at the address.
    Download(&'a str),
    /// Sends the form that the control stands in, or the form with this id.
    Submit { form: Option<&'a str> },
    /// Opens or closes the popover with this id.
    Popover(&'a str),
    /// Opens the dialog with this id, without asking the server.
    Opens(&'a str),
    /// Closes the dialog or sheet that the control stands in.
    Closes,
    /// Opens the file picker of the dropzone with this id.
    Picks(&'a str),
    /// Moves the thing it stands in one place earlier in its sortable list.
    Earlier,
    /// One place later.
    Later,
}

impl<'a> Act<'a> {
    #[must_use]
    pub fn event(name: &'a str) -> Self {
        Self::Event {
            name,
            id: None,
            value: None,
        }
    }

    /// An event about one thing, whose id travels with it.
    #[must_use]
    pub fn on(name: &'a str, id: &'a str) -> Self {
        Self::Event {
            name,
            id: Some(id),
            value: None,
        }
    }

    #[must_use]
    pub fn submit() -> Self {
        Self::Submit { form: None }
    }

    /// The same event with a `value` beside it.
    #[must_use]
    pub fn with(self, value: &'a str) -> Self {
        match self {
            Self::Event { name, id, .. } => Self::Event {
                name,
                id,
                value: Some(value),
            },
            other => other,
        }
    }

    pub(super) fn parts(self) -> Parts<'a> {
        let mut parts = Parts::default();
        match self {
            Self::Nothing | Self::Link(_) | Self::Download(_) => {}
            Self::Event { name, id, value } => {
                parts.event = Some(name);
                parts.id = id;
                parts.value = value;
            }
            Self::Submit { form } => {
                parts.submits = true;
                parts.form = form;
            }
            Self::Popover(id) => parts.popover = Some(id),
            Self::Opens(id) => parts.opens = Some(id),
            Self::Closes => parts.closes = true,
            Self::Picks(id) => parts.picks = Some(id),
            Self::Earlier => parts.step = Some("-1"),
            Self::Later => parts.step = Some("1"),
        }
        parts
    }
}

/// The attributes of a `<button>` that does it.
#[derive(Default)]
pub(super) struct Parts<'a> {
    pub(super) event: Option<&'a str>,
    pub(super) id: Option<&'a str>,
    pub(super) value: Option<&'a str>,
    pub(super) submits: bool,
    pub(super) form: Option<&'a str>,
    pub(super) popover: Option<&'a str>,
    pub(super) opens: Option<&'a str>,
    pub(super) closes: bool,
    pub(super) picks: Option<&'a str>,
    pub(super) step: Option<&'static str>,
}

impl Parts<'_> {
    pub(super) fn kind(&self) -> &'static str {
        if self.submits { "submit" } else { "button" }
    }
}
