//! A web server with bad manners, of which a client must make the best.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Answers, again and again.
    Keeping,
    /// Says that it closes the connection after the answer, and does.
    Closing,
    /// Does so without a word.
    Dropping,
    /// Takes connections and says nothing.
    Silent,
    /// Says what is no HTTP.
    Odd,
}

#[derive(Debug)]
pub struct Server {
    pub url: String,
    serving: JoinHandle<()>,
}

impl Server {
    pub async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, manner));
            }
        });
        Self {
            url: format!("http://{address}"),
            serving,
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(mut stream: TcpStream, manner: Manner) {
    let mut request = [0; 4096];
    while let Ok(1..) = stream.read(&mut request).await {
        let answer = match manner {
            Manner::Silent => continue,
            Manner::Odd => "220 mail.internal ready\r\n",
            Manner::Closing => {
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 3\r\n\r\nok\n"
            }
            // What is no request at all (a TLS handshake) is told so, as servers do.
            _ if !request.starts_with(b"GET ") => {
                "HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n"
            }
            Manner::Keeping | Manner::Dropping => {
                "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok\n"
            }
        };
        let sent = stream.write_all(answer.as_bytes()).await;
        if sent.is_err() || manner != Manner::Keeping {
            return;
        }
    }
}
