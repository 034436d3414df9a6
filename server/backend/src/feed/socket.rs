//! A second handle of a connection's TCP socket, to cut it from outside.
//!
//! A peer that stops reading leaves its connection waiting in a write, and nothing inside of the connection can end
//! that wait: not the close frame, which waits too, nor dropping the session.

use std::any::Any;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::dev::Extensions;
use actix_web::rt::net;

#[derive(Clone)]
pub(super) struct Socket(Arc<TcpStream>);

impl Socket {
    pub(super) fn cut(&self) {
        // It may be gone already, which is as good.
        let _ = self.0.shutdown(Shutdown::Both);
    }
}

/// Keeps the handle with the connection. The server calls this for each connection it accepts.
pub(crate) fn remember(connection: &dyn Any, data: &mut Extensions) {
    let Some(stream) = connection.downcast_ref::<net::TcpStream>() else {
        return;
    };
    if let Ok(handle) = stream.as_fd().try_clone_to_owned() {
        data.insert(Socket(Arc::new(TcpStream::from(handle))));
    }
}

pub(super) fn of(request: &HttpRequest) -> Option<Socket> {
    request.conn_data::<Socket>().cloned()
}
