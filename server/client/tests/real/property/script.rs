//! What happens in one case: acts of two people on two processes, of a worker, and of the lines between.

use proptest::prelude::*;

use crate::stage::Mischief;

/// Steps follow one another; the acts of one step happen at the same time.
#[derive(Clone)]
pub(super) struct Script {
    pub(super) steps: Vec<Vec<Act>>,
    /// Whether each process hears of what it lost, or has its line cut, at the end.
    pub(super) confess: [bool; 2],
}

/// As it is printed when it failed: a step a line.
impl std::fmt::Display for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for step in &self.steps {
            writeln!(f, "  {step:?}")?;
        }
        write!(f, "  confess {:?}", self.confess)
    }
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Who {
    pub(super) process: usize,
    pub(super) user: usize,
}

/// Numbers choose among what there is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// A page is opened and stays.
    Watch(Who, Page),
    Close(u8),
    Get(Who, Page),
    /// Something of the other person's is asked for.
    Pry(Who, Page),
    Write(Who, Change, u8, u8),
    Work(Work, u8),
    Hold(usize),
    Release(usize, Mischief),
    Cut(usize),
    Sever(usize),
    /// Answers take up to so many milliseconds longer.
    Delay(usize, u8),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Page {
    Projects,
    Project(u8),
    Shots(u8),
    Shot(u8),
    Keyframes(u8),
    Takes(u8),
    Jobs,
    JobsOf(u8),
    Job(u8),
    Queue,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    NewProject,
    RenameProject,
    DeleteProject,
    RestoreProject,
    NewShot,
    EditShot,
    DeleteShot,
    RestoreShot,
    MoveShot,
    NewKeyframe,
    EditKeyframe,
    DeleteKeyframe,
    RestoreKeyframe,
    MoveKeyframe,
    Generate,
    Choose,
    DeleteTake,
    RestoreTake,
    Cancel,
    Retry,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Work {
    Claim,
    Report,
    Finish,
    Fail,
    FailForNow,
}

pub(super) fn scripts() -> impl Strategy<Value = Script> {
    let step = prop::collection::vec(act(), 1..4);
    let steps = prop::collection::vec(step, 3..14);
    (steps, any::<[bool; 2]>()).prop_map(|(steps, confess)| Script { steps, confess })
}

fn act() -> impl Strategy<Value = Act> {
    let process = 0..2_usize;
    prop_oneof![
        6 => (who(), page()).prop_map(|(who, page)| Act::Watch(who, page)),
        1 => any::<u8>().prop_map(Act::Close),
        2 => (who(), page()).prop_map(|(who, page)| Act::Get(who, page)),
        1 => (who(), page()).prop_map(|(who, page)| Act::Pry(who, page)),
        12 => (who(), change(), any::<u8>(), any::<u8>())
            .prop_map(|(who, change, which, other)| Act::Write(who, change, which, other)),
        4 => (work(), any::<u8>()).prop_map(|(work, which)| Act::Work(work, which)),
        2 => process.clone().prop_map(Act::Hold),
        2 => (process.clone(), mischief()).prop_map(|(process, it)| Act::Release(process, it)),
        1 => process.clone().prop_map(Act::Cut),
        1 => process.clone().prop_map(Act::Sever),
        2 => (process, prop_oneof![Just(0), 0..40_u8]).prop_map(|(process, ms)| Act::Delay(process, ms)),
    ]
}

fn who() -> impl Strategy<Value = Who> {
    // Mostly one person, so that the two processes have something to disagree about.
    (0..2_usize, prop::bool::weighted(0.25)).prop_map(|(process, other)| Who {
        process,
        user: usize::from(other),
    })
}

fn mischief() -> impl Strategy<Value = Mischief> {
    let shuffle = prop::option::of(any::<u64>());
    let lose_each = prop::option::weighted(0.3, 1..4_u8);
    (shuffle, any::<bool>(), lose_each).prop_map(|(shuffle, twice, lose_each)| Mischief {
        shuffle,
        twice,
        lose_each,
    })
}

fn page() -> impl Strategy<Value = Page> {
    let which = any::<u8>();
    prop_oneof![
        1 => Just(Page::Projects),
        1 => which.prop_map(Page::Project),
        3 => which.prop_map(Page::Shots),
        2 => which.prop_map(Page::Shot),
        2 => which.prop_map(Page::Keyframes),
        2 => which.prop_map(Page::Takes),
        1 => Just(Page::Jobs),
        1 => which.prop_map(Page::JobsOf),
        1 => which.prop_map(Page::Job),
        1 => Just(Page::Queue),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    use Change::*;
    prop_oneof![
        3 => prop::sample::select(vec![NewShot, EditShot, EditShot, DeleteShot, RestoreShot, MoveShot]),
        3 => prop::sample::select(vec![
            NewKeyframe, EditKeyframe, DeleteKeyframe, RestoreKeyframe, MoveKeyframe
        ]),
        4 => prop::sample::select(vec![
            Generate, Generate, Choose, DeleteTake, RestoreTake, Cancel, Retry
        ]),
        1 => prop::sample::select(vec![
            NewProject, RenameProject, RenameProject, DeleteProject, RestoreProject
        ]),
    ]
}

fn work() -> impl Strategy<Value = Work> {
    use Work::*;
    prop::sample::select(vec![
        Claim, Claim, Claim, Report, Finish, Finish, Fail, FailForNow,
    ])
}
