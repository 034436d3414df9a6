//! Sessions: signing in, looking up whose cookie it is, signing out.

use std::time::Instant;

use actix_web::{HttpResponse, delete, post, web};
use api::account::{Session, SessionGrant, SessionLookup, SignIn};
use api::ids::{SessionId, UserId};
use api::problem::Code;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::assertion::Web;
use crate::call::Call;
use crate::password;
use crate::problem::{Answer, Refusal};
use crate::state::State;
use crate::store;
use crate::throttle::Attempt;

/// A month: a creator who comes back on weekends stays signed in.
const SESSION_LIFE_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Longer than any name the store takes; what is longer is not looked up.
const MAX_NAME_BYTES: usize = 512;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(sign_in)
        .service(sign_in_locally)
        .service(look_up)
        .service(sign_out);
}

/// Sign in with a name and a password. So many attempts from an address, and from an address at a name, are the limit;
/// a name that many guess at answers slowly, but it answers.
#[utoipa::path(tag = "sessions", security(("web" = [])), request_body = SignIn,
    responses((status = 201, body = SessionGrant)))]
#[post("/v1/sessions")]
async fn sign_in(_: Web, state: web::Data<State>, call: Call<SignIn>) -> Answer<HttpResponse> {
    let SignIn {
        name,
        password,
        from,
    } = call.body;
    // The key is short whatever was typed, and the same for every spelling of the name.
    let key = Sha256::digest(store::name_key(&name));
    let attempt = Attempt::new(&from, URL_SAFE_NO_PAD.encode(key));
    let wait = state.throttle.attempt(&attempt, Instant::now());
    tokio::time::sleep(wait.map_err(Refusal::too_many)?).await;

    if name.len() > MAX_NAME_BYTES || password.len() > password::MAX_PASSWORD_BYTES {
        return Err(wrong());
    }
    let known = state.store.credentials(&name).await?;
    let hash = known.as_ref().and_then(|known| known.password_hash.clone());
    let right = password::check(password, hash)
        .await
        .map_err(Refusal::internal)?;
    let Some(known) = known.filter(|known| right && !known.user.disabled) else {
        return Err(wrong());
    };
    state.throttle.succeeded(&attempt);
    grant(&state, known.user.id).await
}

/// One sentence for a wrong name, a wrong password and a disabled person: none of them is told apart from outside.
fn wrong() -> Refusal {
    Refusal::new(
        Code::Unauthenticated,
        "This name and password do not belong together.",
    )
}

/// Sign in as the built-in person, where the backend serves this machine only.
#[utoipa::path(tag = "sessions", security(("web" = [])), responses((status = 201, body = SessionGrant)))]
#[post("/v1/sessions/local")]
async fn sign_in_locally(_: Web, state: web::Data<State>) -> Answer<HttpResponse> {
    if !state.local {
        return Err(Refusal::forbidden());
    }
    let user = state.store.local_user().await?;
    grant(&state, user.id).await
}

async fn grant(state: &State, user: UserId) -> Answer<HttpResponse> {
    let mut token = [0_u8; 32];
    getrandom::fill(&mut token).map_err(Refusal::internal)?;
    let token = URL_SAFE_NO_PAD.encode(token);
    let expires_at = now_ms() + SESSION_LIFE_MS;
    let session = state
        .store
        .add_session(user, token_hash(&token), expires_at)
        .await?;
    Ok(HttpResponse::Created().json(SessionGrant { token, session }))
}

fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

fn now_ms() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |age| i64::try_from(age.as_millis()).unwrap_or(i64::MAX))
}

/// Whose session a token stands for; 401 where it is unknown, past its time, or its person is disabled.
#[utoipa::path(tag = "sessions", security(("web" = [])), request_body = SessionLookup,
    responses((status = 200, body = Session)))]
#[post("/v1/sessions/lookup")]
async fn look_up(
    _: Web,
    state: web::Data<State>,
    call: Call<SessionLookup>,
) -> Answer<web::Json<Session>> {
    let session = state.store.session(token_hash(&call.body.token)).await?;
    session.map(web::Json).ok_or_else(|| {
        Refusal::new(
            Code::Unauthenticated,
            "This session has ended. Sign in again.",
        )
    })
}

/// Sign out.
#[utoipa::path(tag = "sessions", security(("web" = [])), params(("id" = SessionId, Path)),
    responses((status = 204, description = "Ended")))]
#[delete("/v1/sessions/{id}")]
async fn sign_out(
    _: Web,
    state: web::Data<State>,
    id: web::Path<SessionId>,
) -> Answer<HttpResponse> {
    state.store.end_session(*id).await?;
    Ok(HttpResponse::NoContent().finish())
}
