//! The kit's controls.

use maud::{Markup, html};

use super::super::act::Act;
use super::super::badge::{Tone, badge};
use super::super::button::{Button, Kind, button, icon_button};
use super::super::dialog::{Dialog, dialog, sheet};
use super::super::field::{Field, text_area, text_field};
use super::super::menu::{Item, more};
use super::super::progress;
use super::super::segmented::{Segment, Segmented, Tab, segmented, tabs};
use super::super::select::{Select, select};
use super::super::slider::{Slider, slider};
use super::super::switch::{Switch, switch};
use super::{columns, part};

pub(super) fn parts() -> Markup {
    html! {
        (part("Button", &buttons(Button::default())))
        (part("Button, disabled", &buttons(Button { disabled: true, ..Button::default() })))
        (part("Button, pending", &buttons(Button { pending: true, ..Button::default() })))
        (part("Icon button", &icon_buttons()))
        (columns("Field", &fields()))
        (columns("Select, slider, switch", &choices()))
        (part("Tabs and segments", &segments()))
        (part("Menu, dialog, sheet", &floating()))
        (part("Badge", &badges()))
        (columns("Progress", &bars()))
    }
}

fn buttons(base: Button<'_>) -> Vec<Markup> {
    let face = |label, kind, icon| {
        button(&Button {
            label,
            kind,
            icon,
            ..base
        })
    };
    vec![
        face("Generate", Kind::Primary, Some("sparkles")),
        face("Save", Kind::Primary, None),
        face("Add pictures", Kind::Plain, Some("image-plus")),
        face("Choose", Kind::Plain, None),
        face("Cancel", Kind::Quiet, None),
        face("Undo", Kind::Quiet, Some("undo-2")),
        face("Delete project", Kind::Danger, Some("trash-2")),
    ]
}

fn icon_buttons() -> Vec<Markup> {
    let face = |label, kind, icon| {
        icon_button(&Button {
            label,
            kind,
            icon: Some(icon),
            ..Button::default()
        })
    };
    vec![
        face("New shot", Kind::Primary, "plus"),
        face("Download", Kind::Plain, "download"),
        face("Close", Kind::Quiet, "x"),
        face("Delete", Kind::Danger, "trash-2"),
        icon_button(&Button {
            label: "Loop",
            kind: Kind::Quiet,
            icon: Some("repeat"),
            disabled: true,
            ..Button::default()
        }),
        icon_button(&Button {
            label: "Retry",
            icon: Some("rotate-ccw"),
            pending: true,
            ..Button::default()
        }),
    ]
}

fn fields() -> Vec<Markup> {
    let base = Field {
        id: "kit-name",
        name: "name",
        label: "Name",
        value: "Harbor at dawn",
        ..Field::default()
    };
    vec![
        text_field(&base),
        text_field(&Field {
            id: "kit-hint",
            hint: Some("Even numbers, 64 to 1920"),
            label: "Width",
            value: "1280",
            kind: "number",
            ..base
        }),
        text_field(&Field {
            id: "kit-error",
            error: Some("Another project has this name. Choose a different one."),
            ..base
        }),
        text_field(&Field {
            id: "kit-empty",
            value: "",
            placeholder: Some("Untitled"),
            ..base
        }),
        text_field(&Field {
            id: "kit-off",
            disabled: true,
            ..base
        }),
        text_area(
            &Field {
                id: "kit-area",
                label: "Prompt",
                value: "Slow push over the water, first light, gulls far off",
                hint: Some("What should happen in this shot"),
                ..base
            },
            3,
        ),
    ]
}

fn choices() -> Vec<Markup> {
    let camera = Select {
        id: "kit-camera",
        name: "camera",
        label: "Camera",
        value: "push_in",
        options: &[
            ("still", "Still"),
            ("push_in", "Push in"),
            ("pan_left", "Pan left"),
        ],
        ..Select::default()
    };
    let seconds = Slider {
        id: "kit-seconds",
        name: "seconds",
        label: "Seconds to next",
        value: 2.0,
        min: 0.25,
        max: 12.0,
        step: 0.25,
        unit: "s",
        ..Slider::default()
    };
    let loops = Switch {
        id: "kit-loop",
        name: "loop",
        label: "Loop in the viewer",
        ..Switch::default()
    };
    vec![
        select(&camera),
        select(&Select {
            id: "kit-camera-off",
            disabled: true,
            ..camera
        }),
        slider(&seconds),
        slider(&Slider {
            id: "kit-seconds-bad",
            value: 12.0,
            error: Some("12 seconds at most."),
            ..seconds
        }),
        slider(&Slider {
            id: "kit-seconds-off",
            disabled: true,
            ..seconds
        }),
        switch(&loops),
        switch(&Switch {
            id: "kit-loop-on",
            on: true,
            hint: Some("Starts again at its end"),
            ..loops
        }),
        switch(&Switch {
            id: "kit-loop-off",
            on: true,
            disabled: true,
            ..loops
        }),
    ]
}

fn segments() -> Vec<Markup> {
    vec![
        tabs(
            "Filter",
            &[
                Tab {
                    label: "All",
                    href: "#all",
                    count: Some(128),
                    current: true,
                },
                Tab {
                    label: "Running",
                    href: "#running",
                    count: Some(2),
                    current: false,
                },
                Tab {
                    label: "Queued",
                    href: "#queued",
                    count: Some(3),
                    current: false,
                },
                Tab {
                    label: "Failed",
                    href: "#failed",
                    count: None,
                    current: false,
                },
            ],
        ),
        segmented(&Segmented {
            name: "kit-ratio",
            label: "Frame",
            value: "wide",
            segments: &[
                Segment {
                    value: "wide",
                    label: "16:9",
                    icon: None,
                },
                Segment {
                    value: "square",
                    label: "1:1",
                    icon: None,
                },
                Segment {
                    value: "tall",
                    label: "9:16",
                    icon: None,
                },
            ],
            ..Segmented::default()
        }),
        segmented(&Segmented {
            name: "kit-theme",
            label: "Theme",
            value: "dark",
            segments: &[
                Segment {
                    value: "dark",
                    label: "Dark",
                    icon: Some("moon"),
                },
                Segment {
                    value: "light",
                    label: "Light",
                    icon: Some("sun"),
                },
                Segment {
                    value: "system",
                    label: "Like the system",
                    icon: Some("monitor"),
                },
            ],
            ..Segmented::default()
        }),
    ]
}

fn floating() -> Vec<Markup> {
    let cancel = button(&Button {
        label: "Cancel",
        kind: Kind::Quiet,
        act: Act::Closes,
        ..Button::default()
    });
    let create = button(&Button {
        label: "Create",
        kind: Kind::Primary,
        act: Act::submit(),
        ..Button::default()
    });
    let name = text_field(&Field {
        id: "kit-dialog-name",
        name: "name",
        label: "Name",
        autofocus: true,
        ..Field::default()
    });
    vec![
        more(
            "kit-menu",
            "More",
            &[
                Item {
                    label: "Rename",
                    icon: Some("pencil"),
                    key: Some("F2"),
                    ..Item::default()
                },
                Item {
                    label: "Download",
                    icon: Some("download"),
                    disabled: true,
                    ..Item::default()
                },
                Item {
                    label: "Delete",
                    icon: Some("trash-2"),
                    danger: true,
                    key: Some("Delete"),
                    ..Item::default()
                },
            ],
        ),
        button(&Button {
            label: "Dialog",
            act: Act::Opens("kit-dialog"),
            ..Button::default()
        }),
        button(&Button {
            label: "Sheet",
            act: Act::Opens("kit-sheet"),
            ..Button::default()
        }),
        dialog(
            &Dialog {
                id: "kit-dialog",
                title: "New project",
                ..Dialog::default()
            },
            None,
            &name,
            &html! { (cancel) (create) },
        ),
        sheet(
            &Dialog {
                id: "kit-sheet",
                title: "Keyframe 2",
                ..Dialog::default()
            },
            &html! { p { "What is selected, in detail." } },
        ),
    ]
}

fn badges() -> Vec<Markup> {
    vec![
        badge(Tone::Neutral, "Canceled"),
        badge(Tone::Accent, "Chosen"),
        badge(Tone::Good, "Done"),
        badge(Tone::Warn, "Queued"),
        badge(Tone::Bad, "Failed"),
    ]
}

fn bars() -> Vec<Markup> {
    vec![
        progress::progress(
            "Generating",
            Some(41),
            "rendering frame 40 of 96",
            Some("0:25 left"),
        ),
        progress::progress("Generating", Some(100), "writing the film", None),
        progress::progress("Generating", None, "loading pictures", None),
        progress::queued(Some(1), Some("+1 waiting")),
        progress::queued(Some(4), Some("about 3 min")),
        progress::queued(None, None),
    ]
}
