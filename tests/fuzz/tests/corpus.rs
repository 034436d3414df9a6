//! Each input that the fuzzers kept, once: those that reach most, and those that once broke something.

use std::fs;
use std::path::Path;

/// Together they must be replayed in milliseconds.
const MAX_BYTES: u64 = 256 * 1024;

#[test]
fn every_kept_input_is_harmless() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut bytes = 0;
    for (name, target) in fuzz::TARGETS {
        let mut replayed = 0;
        for entry in fs::read_dir(corpus.join(name)).expect("each target has a corpus") {
            let path = entry.expect("it can be listed").path();
            let input = fs::read(&path).expect("it can be read");
            bytes += input.len() as u64;
            let harmless = std::panic::catch_unwind(|| target(&input));
            assert!(harmless.is_ok(), "{} breaks {name}", path.display());
            replayed += 1;
        }
        assert!(replayed > 10, "{name} has {replayed} inputs");
    }
    assert!(bytes <= MAX_BYTES, "the corpus has {bytes} bytes");
}

#[test]
fn every_target_is_run_for_the_time_it_is_given() {
    let run = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("run"));
    let run = run.expect("the script is there");
    for (name, _) in fuzz::TARGETS {
        assert!(
            run.contains(&format!(" {name}")),
            "`run` does not run {name}"
        );
    }
}
