//! People and their sessions: signing in and out, and which session a cookie stands for.
//!
//! A session that was looked up is believed for [`Config::session_ttl`](crate::Config::session_ttl), and not a moment
//! longer than until the feed tells its end.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use api::account::{Session, SessionGrant, SessionLookup, SignIn};
use api::ids::{SessionId, UserId};
use bytes::Bytes;
use moka::future::Cache;
use reqwest::Method;

use crate::assertion::Caller;
use crate::call::{Again, Call};
use crate::inner::Inner;
use crate::{Client, Error};

/// Sessions remembered; some 500 bytes each.
const MAX_SESSIONS: u64 = 10_000;
/// How long a session is believed while the backend cannot be asked, so that a page can be loaded again and a tab come
/// back. All that it shows is in memory already, and nothing can be changed until the backend is there to be asked.
const BELIEVED_IN_OUTAGE: Duration = Duration::from_secs(10 * 60);

type Ended = Arc<dyn Fn(SessionId) + Send + Sync>;

pub(crate) struct Sessions {
    /// By token.
    known: Cache<String, Arc<Session>>,
    /// The same for longer, for when nothing can be looked up.
    before: moka::sync::Cache<String, Arc<Session>>,
    /// Ended lately: a look-up that was under way then must not bring them back.
    over: moka::sync::Cache<SessionId, ()>,
    listeners: RwLock<Vec<Ended>>,
}

impl Sessions {
    pub(crate) fn new(ttl: Duration) -> Self {
        Self {
            known: Cache::builder()
                .max_capacity(MAX_SESSIONS)
                .time_to_live(ttl)
                .build(),
            before: moka::sync::Cache::builder()
                .max_capacity(MAX_SESSIONS)
                .time_to_live(BELIEVED_IN_OUTAGE)
                .build(),
            over: moka::sync::Cache::builder()
                .max_capacity(MAX_SESSIONS)
                .time_to_live(BELIEVED_IN_OUTAGE + ttl * 2 + Duration::from_secs(60))
                .build(),
            listeners: RwLock::default(),
        }
    }

    /// Tells the listeners, once for each session.
    pub(crate) fn ended(&self, id: SessionId) {
        if self.over.contains_key(&id) {
            return;
        }
        self.over.insert(id, ());
        let all = self
            .listeners
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        for listener in all.iter() {
            listener(id);
        }
    }

    fn is_live(&self, session: &Session) -> bool {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(i64::MAX));
        session.expires_at > now && !self.over.contains_key(&session.id)
    }
}

impl Client {
    /// `Rejected` with the sentence to show for a wrong name or password, and for too many attempts.
    pub async fn sign_in(&self, attempt: SignIn) -> Result<SessionGrant, Error> {
        // Not sent twice: each attempt counts, and the first may have made a session.
        let call = web_call("POST /v1/sessions", "/v1/sessions", &attempt)?;
        self.granted(call).await
    }

    /// A session of the built-in local creator; an error unless the backend runs in local mode.
    pub async fn local_session(&self) -> Result<SessionGrant, Error> {
        let mut call = web_call("POST /v1/sessions/local", "/v1/sessions/local", &())?;
        call.body = None;
        self.granted(call).await
    }

    async fn granted(&self, call: Call) -> Result<SessionGrant, Error> {
        let grant: SessionGrant = parse(&self.inner.on_behalf_of_web(call).await?)?;
        let session = Arc::new(grant.session.clone());
        let known = &self.inner.sessions.known;
        known.insert(grant.token.clone(), session).await;
        Ok(grant)
    }

    /// The session a cookie's token stands for, `None` where it is unknown, over or its person disabled.
    pub async fn session(&self, token: &str) -> Result<Option<Arc<Session>>, Error> {
        self.inner.session(token).await
    }

    /// Ends a session, everywhere.
    pub async fn sign_out(&self, session: SessionId) -> Result<(), Error> {
        let path = format!("/v1/sessions/{session}");
        let mut call = web_call("DELETE /v1/sessions/{id}", &path, &())?;
        call.method = Method::DELETE;
        call.body = None;
        call.again = Again::Safe;
        match self.inner.on_behalf_of_web(call).await {
            // It was over already.
            Ok(_) | Err(Error::NotFound) => {
                self.inner.sessions.ended(session);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Calls `listener` when a session ended, here or on another process. The others' ends are told while a key of
    /// that person is watched, and else noticed when the session is next looked up.
    pub fn on_session_end(&self, listener: impl Fn(SessionId) + Send + Sync + 'static) {
        let all = self.inner.sessions.listeners.write();
        all.unwrap_or_else(PoisonError::into_inner)
            .push(Arc::new(listener));
    }
}

impl Inner {
    async fn session(self: &Arc<Self>, token: &str) -> Result<Option<Arc<Session>>, Error> {
        let inner = Arc::clone(self);
        let lookup = SessionLookup {
            token: token.to_owned(),
        };
        // Many at once make one call. What is unknown is not remembered: strangers must not fill the memory.
        let looked_up = async move {
            let name = "POST /v1/sessions/lookup";
            let mut call = web_call(name, "/v1/sessions/lookup", &lookup)?;
            call.again = Again::Safe;
            let session: Session = parse(&inner.on_behalf_of_web(call).await?)?;
            Ok::<_, Error>(Arc::new(session))
        };
        let known = &self.sessions.known;
        let before = &self.sessions.before;
        match known.try_get_with_by_ref(token, looked_up).await {
            Ok(session) if self.sessions.is_live(&session) => {
                before.insert(token.to_owned(), Arc::clone(&session));
                Ok(Some(session))
            }
            Ok(_) => {
                known.invalidate(token).await;
                before.invalidate(token);
                Ok(None)
            }
            Err(error) => match error.as_ref() {
                Error::Unavailable { .. } => {
                    let believed = before.get(token);
                    let believed = believed.filter(|it| self.sessions.is_live(it));
                    believed.map(Some).ok_or_else(|| error.as_ref().clone())
                }
                Error::SignedOut | Error::NotFound => {
                    before.invalidate(token);
                    Ok(None)
                }
                Error::Rejected(problem) if problem.status == 401 => {
                    before.invalidate(token);
                    Ok(None)
                }
                other => Err(other.clone()),
            },
        }
    }

    /// Asks anew for what is believed of a person's sessions: their end may have been told when nobody listened.
    pub(crate) fn sessions_may_be_over(self: &Arc<Self>, person: UserId) {
        for (token, session) in &self.sessions.known {
            if session.user.id != person {
                continue;
            }
            let inner = Arc::clone(self);
            self.runtime.spawn(async move {
                inner.sessions.known.invalidate(token.as_str()).await;
                if let Ok(None) = inner.session(&token).await {
                    inner.sessions.ended(session.id);
                }
            });
        }
    }

    /// A call of the web role itself, on the client's runtime.
    async fn on_behalf_of_web(self: &Arc<Self>, call: Call) -> Result<Bytes, Error> {
        let inner = Arc::clone(self);
        let answer = self.runtime.spawn(async move {
            let sent = inner.link.answer(&call, &inner.stats, &inner.reach).await?;
            if sent.status.as_u16() == 401 {
                // Of the person, not of us: the sentence is for them.
                return Err(crate::error::rejected(&sent.body).unwrap_or(Error::SignedOut));
            }
            crate::error::judge(sent)
        });
        answer.await.unwrap_or_else(|error| {
            Err(Error::Broken {
                reason: format!("the call was dropped: {error}"),
            })
        })
    }
}

fn web_call(name: &'static str, path: &str, body: &impl serde::Serialize) -> Result<Call, Error> {
    let body = serde_json::to_vec(body).map_err(|error| Error::Broken {
        reason: format!("{name}: {error}"),
    })?;
    Ok(Call {
        caller: Caller::Web,
        method: Method::POST,
        name,
        path: path.to_owned(),
        body: Some(body.into()),
        attempt: None,
        again: Again::OnlyIfUnsent,
    })
}

fn parse<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| Error::Broken {
        // Not the body: it holds a token.
        reason: format!("a session's answer cannot be read: {:?}", error.classify()),
    })
}
