//! A browser that stops reading: its connection is ended by the system, since nothing inside of it can do so.
//!
//! The socket's actor waits in a write then, with its timers. The system ends a connection whose data is not acknowledged,
//! or whose peer takes none, for as long as `TCP_USER_TIMEOUT` says (tcp(7)). One that reads slowly goes on.

use std::any::Any;
use std::net::TcpStream;
use std::os::fd::AsFd;
use std::sync::Mutex;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::dev::Extensions;
use actix_web::rt::net;
use socket2::SockRef;

use crate::hub::locked;

/// How long a browser may take nothing of what waits for it: three pings.
pub const UNREAD_WITHIN: Duration = Duration::from_secs(60);

/// A second handle of the connection, until it is known to be a line.
struct Handle(Mutex<Option<TcpStream>>);

/// Give this to [`actix_web::HttpServer::on_connect`], so that patches leave at once, and lines are ended whose browsers
/// do not read. Without it a patch may wait until the browser's system has acknowledged the one before, which takes it up
/// to 40 ms, and such lines stay for as long as the system keeps them.
pub fn remember(connection: &dyn Any, data: &mut Extensions) {
    let Some(stream) = connection.downcast_ref::<net::TcpStream>() else {
        return;
    };
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection's small packets may be held back");
    }
    if let Ok(handle) = stream.as_fd().try_clone_to_owned() {
        data.insert(Handle(Mutex::new(Some(TcpStream::from(handle)))));
    }
}

/// From now on the connection ends when its peer takes nothing for so long.
pub(crate) fn end_within(request: &HttpRequest, within: Duration) {
    let handle = request.conn_data::<Handle>();
    let Some(stream) = handle.and_then(|handle| locked(&handle.0).take()) else {
        return;
    };
    if let Err(error) = SockRef::from(&stream).set_tcp_user_timeout(Some(within)) {
        tracing::warn!(%error, "a line whose browser stops reading will not be ended");
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::SocketAddr;
    use std::time::Instant;

    use actix_web::dev::ServerHandle;
    use actix_web::{App, HttpResponse, HttpServer, web};
    use bytes::Bytes;
    use futures_util::stream;
    use tokio::sync::mpsc;

    use super::*;

    const WITHIN: Duration = Duration::from_secs(1);
    const PATIENCE: Duration = Duration::from_secs(60);

    /// Sends without end, and tells when that is given up.
    fn endless(told: mpsc::UnboundedSender<()>) -> HttpResponse {
        struct Ended(mpsc::UnboundedSender<()>);
        impl Drop for Ended {
            fn drop(&mut self) {
                // Nobody waits for it where the test is over.
                let _ = self.0.send(());
            }
        }
        let ended = Ended(told);
        let block = Bytes::from_static(&[b'x'; 65_536]);
        HttpResponse::Ok().streaming(stream::unfold(ended, move |ended| {
            let block = block.clone();
            async move { Some((Ok::<_, actix_web::Error>(block), ended)) }
        }))
    }

    /// A server whose connections are remembered, and what it answers.
    fn serve(
        answer: impl Fn(&HttpRequest) -> HttpResponse + Clone + Send + 'static,
    ) -> (SocketAddr, ServerHandle) {
        let server = HttpServer::new(move || {
            let answer = answer.clone();
            let route = move |request: HttpRequest| std::future::ready(answer(&request));
            App::new().route("/", web::get().to(route))
        })
        .on_connect(remember)
        .workers(1)
        .bind("127.0.0.1:0")
        .unwrap();
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        actix_rt::spawn(server);
        (address, handle)
    }

    #[actix_rt::test]
    async fn what_is_said_on_a_connection_leaves_at_once() {
        let (address, handle) = serve(|request| {
            let handle = request.conn_data::<Handle>().unwrap();
            let said = locked(&handle.0).as_ref().unwrap().nodelay();
            HttpResponse::Ok().body(format!("{said:?}\n"))
        });
        let peer = actix_rt::task::spawn_blocking(move || {
            let mut peer = TcpStream::connect(address).unwrap();
            peer.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
            let mut answer = String::new();
            peer.read_to_string(&mut answer).unwrap();
            answer
        });
        let answer = peer.await.unwrap();
        assert!(answer.ends_with("Ok(true)\n"), "{answer}");
        handle.stop(false).await;
    }

    #[actix_rt::test]
    async fn a_connection_ends_when_its_peer_takes_nothing_and_not_when_it_takes_little() {
        let (tell, mut told) = mpsc::unbounded_channel();
        let (address, handle) = serve(move |request| {
            end_within(request, WITHIN);
            endless(tell.clone())
        });

        let open = move || {
            let mut peer = TcpStream::connect(address).unwrap();
            peer.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                .unwrap();
            peer
        };
        let slow = std::thread::spawn(move || {
            let mut peer = open();
            let since = Instant::now();
            let mut some = vec![0; 65_536];
            while since.elapsed() < WITHIN * 4 {
                peer.read_exact(&mut some).expect("it goes on");
                std::thread::sleep(WITHIN / 10);
            }
            peer
        });
        let silent = open();
        let ended = tokio::time::timeout(PATIENCE, told.recv()).await;
        ended.expect("the server lets go of who takes nothing");
        let slow = actix_rt::task::spawn_blocking(move || slow.join().unwrap());
        let slow = slow.await.unwrap();
        assert!(told.try_recv().is_err(), "who takes little is served");
        drop((silent, slow));
        handle.stop(false).await;
    }
}
