//! What workers call: claim a job, fetch its pictures, report, finish or fail.

use std::future::{Ready, ready};
use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, get, post, web};
use api::feed::Topic;
use api::ids::{FileId, JobId};
use api::job::Progress;
use api::media::{FileKind, Variant};
use api::problem::Code;
use api::worker::{Claim, Failure, LEASE, Order, Report, ReportAnswer};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use tokio::io::AsyncReadExt;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::assertion::Worker;
use crate::bus::Word;
use crate::call::Call;
use crate::media::{Body, Received, receive, receive_some, serve};
use crate::problem::{Answer, Refusal};
use crate::routes::files::served;
use crate::state::State;
use crate::store::{Beat, Finished, NewFile};

/// A claim waits at most this long, under the idle timeouts of the balancers in between.
const MAX_WAIT: Duration = Duration::from_secs(30);
/// How often a waiting claim looks at the queue though nobody rang: jobs may be queued by another process.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// A film of an hour at a few megabits a second.
const MAX_FILM_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// A poster is one frame of 1920 pixels at most.
const MAX_POSTER_BYTES: u64 = 4 * 1024 * 1024;
/// What a step is cut to: it stands in one line of a card.
const MAX_STEP_CHARS: usize = 200;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(claim)
        .service(file)
        .service(progress)
        .service(finish)
        .service(fail)
        .service(give_back);
}

/// Waits for a job for one of these generators; 204 where none came.
#[utoipa::path(tag = "worker", security(("worker" = [])), request_body = Claim,
    responses((status = 200, body = Order), (status = 204, description = "None came")))]
#[post("/v1/worker/claim")]
async fn claim(_: Worker, state: web::Data<State>, call: Call<Claim>) -> Answer<HttpResponse> {
    let Claim {
        worker,
        generators,
        wait_ms,
    } = call.body;
    let deadline = Instant::now() + Duration::from_millis(wait_ms).min(MAX_WAIT);
    let mut queued = state.bus.queued_jobs();
    loop {
        // Marked as seen before the look, so that a job queued during the look wakes the wait.
        queued.mark_unchanged();
        if state.stopping.is_cancelled() {
            return Ok(HttpResponse::NoContent().finish());
        }
        if let Some(order) = state.store.claim(&generators, &worker).await? {
            return Ok(HttpResponse::Ok().json(order));
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(HttpResponse::NoContent().finish());
        }
        tokio::select! {
            _ = queued.changed() => (),
            () = tokio::time::sleep(left.min(LOOK_AGAIN)) => (),
            () = state.stopping.cancelled() => (),
        }
    }
}

/// The lease of a call without a JSON body.
struct Lease(String);

impl FromRequest for Lease {
    type Error = Refusal;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let named = request.headers().get(LEASE).map(|value| value.to_str());
        ready(match named {
            Some(Ok(lease)) => Ok(Self(lease.to_owned())),
            _ => Err(Refusal::invalid(
                LEASE,
                format!("This call names its lease in the header {LEASE}."),
            )),
        })
    }
}

/// The bytes of a picture that the job's request names.
#[utoipa::path(tag = "worker", security(("worker" = [])),
    params(("id" = JobId, Path), ("file" = FileId, Path), ("job-lease" = String, Header)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
#[get("/v1/worker/jobs/{id}/files/{file}")]
async fn file(
    _: Worker,
    state: web::Data<State>,
    path: web::Path<(JobId, FileId)>,
    lease: Lease,
    request: HttpRequest,
) -> Answer<HttpResponse> {
    let (job, id) = path.into_inner();
    let stored = state.store.job_file(job, &lease.0, id).await?;
    let name = stored.file.name.clone();
    let mut served = served(&state.media, stored, Variant::Original).await?;
    if !tokio::fs::try_exists(&served.path).await? {
        // Not "not found": that would tell the worker that its job is gone, and the person nothing.
        return Err(Refusal::invalid(
            "file",
            format!(
                "The picture “{name}” is missing from storage. Remove its keyframe and add the picture again."
            ),
        ));
    }
    served.download = None;
    serve(&request, served).await
}

/// Where the job stands; also the heartbeat that keeps its lease.
#[utoipa::path(tag = "worker", security(("worker" = [])), params(("id" = JobId, Path)),
    request_body = Report, responses((status = 200, body = ReportAnswer)))]
#[post("/v1/worker/jobs/{id}/progress")]
async fn progress(
    _: Worker,
    state: web::Data<State>,
    id: web::Path<JobId>,
    call: Call<Report>,
) -> Answer<web::Json<ReportAnswer>> {
    let (job, report) = (*id, call.body);
    let Beat::Go { owner, project } = state.store.heartbeat(job, &report.lease).await? else {
        return Ok(web::Json(ReportAnswer { stop: true }));
    };
    let now = Instant::now();
    let picture = report.preview.and_then(|text| STANDARD.decode(text).ok());
    let preview = picture.and_then(|bytes| state.previews.keep(job, bytes.into(), now));
    if state.pace.allows(job, now) {
        let progress = Progress {
            job,
            fraction: between_0_and_1(report.fraction),
            step: report.step.chars().take(MAX_STEP_CHARS).collect(),
            eta: report.eta.filter(|eta| eta.is_finite() && *eta >= 0.0),
            preview: preview.or_else(|| state.previews.latest(job)),
        };
        for topic in [Topic::Project(project), Topic::User(owner)] {
            state.bus.tell(topic, Word::Progress(progress.clone()));
        }
    }
    Ok(web::Json(ReportAnswer { stop: false }))
}

/// JSON has no NaN, but a client of another language may send what becomes one.
fn between_0_and_1(fraction: f64) -> f64 {
    if fraction.is_nan() {
        0.0
    } else {
        fraction.clamp(0.0, 1.0)
    }
}

#[derive(Deserialize)]
struct Finish {
    seconds: f64,
    poster_bytes: u64,
}

/// The job's film: the body is `poster_bytes` of JPEG, then the MP4. All of it counts, or nothing.
#[utoipa::path(tag = "worker", security(("worker" = [])),
    params(
        ("id" = JobId, Path),
        ("job-lease" = String, Header),
        ("seconds" = f64, Query),
        ("poster_bytes" = u64, Query),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 204, description = "Attached")))]
#[post("/v1/worker/jobs/{id}/finish")]
async fn finish(
    _: Worker,
    state: web::Data<State>,
    id: web::Path<JobId>,
    lease: Lease,
    query: web::Query<Finish>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let Finish {
        seconds,
        poster_bytes,
    } = query.into_inner();
    if !(seconds > 0.0 && seconds.is_finite()) {
        return Err(Refusal::invalid(
            "seconds",
            "A film lasts longer than 0 seconds.",
        ));
    }
    if poster_bytes == 0 {
        return Err(Refusal::invalid(
            "poster_bytes",
            "A film comes with its poster.",
        ));
    }
    if poster_bytes > MAX_POSTER_BYTES {
        return Err(Refusal::too_large(MAX_POSTER_BYTES));
    }
    let media = &state.media;
    let mut body = Body::new(payload);
    let poster = receive_some(&media.incoming(), &mut body, poster_bytes).await?;
    let film = receive(&media.incoming(), &request, &mut body, MAX_FILM_BYTES).await?;
    let frame = media.sizes.inspect(poster.path.to_path_buf()).await?;
    if frame.kind != FileKind::Jpeg || !is_mp4(&film).await {
        return Err(Refusal::new(
            Code::Unsupported,
            "The body is not a JPEG followed by an MP4.",
        ));
    }

    let described = |received: &Received, kind: FileKind, name: &str| NewFile {
        kind,
        width: frame.width,
        height: frame.height,
        bytes: received.bytes,
        name: name.to_owned(),
        hash: received.hash.clone(),
    };
    let finished = Finished {
        film: described(&film, FileKind::Mp4, "take.mp4"),
        poster: described(&poster, FileKind::Jpeg, "poster.jpg"),
        seconds,
    };
    media.keep(poster).await?;
    media.keep(film).await?;
    state.store.finish(*id, &lease.0, finished).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Every MP4 begins with its `ftyp` box.
async fn is_mp4(film: &Received) -> bool {
    let mut head = [0_u8; 8];
    let read = async {
        let mut opened = tokio::fs::File::open(&film.path).await?;
        opened.read_exact(&mut head).await
    };
    read.await.is_ok() && &head[4..] == b"ftyp"
}

/// The worker stops: the job waits again, and the attempt does not count.
#[utoipa::path(tag = "worker", security(("worker" = [])),
    params(("id" = JobId, Path), ("job-lease" = String, Header)),
    responses((status = 204, description = "Queued again")))]
#[post("/v1/worker/jobs/{id}/give-back")]
async fn give_back(
    _: Worker,
    state: web::Data<State>,
    id: web::Path<JobId>,
    lease: Lease,
) -> Answer<HttpResponse> {
    state.store.give_back(*id, &lease.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The job did not work out.
#[utoipa::path(tag = "worker", security(("worker" = [])), params(("id" = JobId, Path)),
    request_body = Failure, responses((status = 204, description = "Noted")))]
#[post("/v1/worker/jobs/{id}/fail")]
async fn fail(
    _: Worker,
    state: web::Data<State>,
    id: web::Path<JobId>,
    call: Call<Failure>,
) -> Answer<HttpResponse> {
    let Failure {
        lease,
        message,
        retryable,
    } = call.body;
    state.store.fail(*id, &lease, &message, retryable).await?;
    Ok(HttpResponse::NoContent().finish())
}
