//! What one page sent, received and complained about.

use std::collections::HashMap;

use base64::Engine;
use serde_json::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    ToServer,
    ToBrowser,
}

/// One websocket message.
#[derive(Clone, Debug)]
pub struct Frame {
    pub direction: Direction,
    pub text: String,
    /// Payload and frame header as they went over the socket.
    pub bytes: usize,
}

impl Frame {
    fn new(direction: Direction, params: &Value) -> Self {
        let data = params["response"]["payloadData"]
            .as_str()
            .unwrap_or_default();
        // Anything but text arrives from DevTools in base64.
        let is_text = params["response"]["opcode"].as_u64() == Some(1);
        let payload = if is_text {
            data.len()
        } else {
            base64::engine::general_purpose::STANDARD
                .decode(data)
                .map_or(data.len(), |bytes| bytes.len())
        };
        let length = match payload {
            0..=125 => 2,
            126..=65_535 => 4,
            _ => 10,
        };
        // What a browser sends is masked.
        let mask = if direction == Direction::ToServer {
            4
        } else {
            0
        };
        Self {
            direction,
            text: data.to_owned(),
            bytes: length + mask + payload,
        }
    }
}

/// What came over HTTP.
#[derive(Clone, Debug, Default)]
pub struct Arrival {
    pub url: String,
    /// `Document`, `Script`, `Stylesheet`, `Font`, `Image` and so on.
    pub kind: String,
    /// Empty where it came as it is.
    pub encoding: String,
    /// Whether all of it is there.
    pub whole: bool,
    /// Of the body, as it went over the socket; 0 where the browser had it.
    pub bytes: u64,
    head: u64,
}

/// Everything since the page was opened.
#[derive(Debug, Default)]
pub struct Traffic {
    pub frames: Vec<Frame>,
    /// Method, address and status (0 until there is one) of each HTTP request.
    pub requests: Vec<(String, String, u64)>,
    /// As long as the requests, in the same order.
    pub arrivals: Vec<Arrival>,
    /// Console errors and exceptions nobody caught.
    pub complaints: Vec<String>,
    /// Open websockets.
    pub sockets: usize,
    /// Websockets that were ever opened.
    pub opened: usize,
    pub loads: usize,
    /// What the page asked its driver for, through [`super::Page::drives`].
    pub(super) asked: Vec<String>,
    by_request: HashMap<String, usize>,
}

/// As many as tell what led to a failure, and as much of each.
const LAST: usize = 40;
const LAST_CHARS: usize = 240;

impl Traffic {
    /// The newest websocket messages, a line each, for the words of a test that failed.
    pub(super) fn last_frames(&self) -> String {
        let skip = self.frames.len().saturating_sub(LAST);
        let line = |frame: &Frame| {
            let way = match frame.direction {
                Direction::ToServer => '>',
                Direction::ToBrowser => '<',
            };
            let text: String = frame.text.chars().take(LAST_CHARS).collect();
            format!("{way} {text}")
        };
        let lines: Vec<String> = self.frames.iter().skip(skip).map(line).collect();
        lines.join("\n")
    }

    pub(super) fn take_in(&mut self, method: &str, params: &Value) {
        match method {
            "Network.webSocketFrameSent" => {
                self.frames.push(Frame::new(Direction::ToServer, params))
            }
            "Network.webSocketFrameReceived" => {
                self.frames.push(Frame::new(Direction::ToBrowser, params))
            }
            "Network.webSocketHandshakeResponseReceived" => {
                self.sockets += 1;
                self.opened += 1;
            }
            "Network.webSocketClosed" => self.sockets = self.sockets.saturating_sub(1),
            "Network.requestWillBeSent" => {
                let id = params["requestId"].as_str().unwrap_or_default().to_owned();
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                self.by_request.insert(id, self.requests.len());
                self.requests.push((
                    text(&params["request"]["method"]),
                    text(&params["request"]["url"]),
                    0,
                ));
                self.arrivals.push(Arrival {
                    url: text(&params["request"]["url"]),
                    ..Arrival::default()
                });
            }
            "Network.responseReceived" => {
                let id = params["requestId"].as_str().unwrap_or_default();
                if let Some(&at) = self.by_request.get(id) {
                    let response = &params["response"];
                    self.requests[at].2 = response["status"].as_u64().unwrap_or_default();
                    let headers = response["headers"].as_object().into_iter().flatten();
                    let encoding = headers
                        .filter(|(name, _)| name.eq_ignore_ascii_case("content-encoding"))
                        .find_map(|(_, value)| value.as_str());
                    let arrival = &mut self.arrivals[at];
                    arrival.kind = params["type"].as_str().unwrap_or_default().to_owned();
                    arrival.encoding = encoding.unwrap_or_default().to_owned();
                    arrival.head = response["encodedDataLength"].as_u64().unwrap_or_default();
                }
            }
            "Network.requestServedFromCache" => {
                let id = params["requestId"].as_str().unwrap_or_default();
                if let Some(&at) = self.by_request.get(id) {
                    self.arrivals[at].whole = true;
                }
            }
            "Network.loadingFinished" => {
                let id = params["requestId"].as_str().unwrap_or_default();
                if let Some(&at) = self.by_request.get(id) {
                    let all = params["encodedDataLength"].as_f64().unwrap_or_default() as u64;
                    let arrival = &mut self.arrivals[at];
                    arrival.whole = true;
                    arrival.bytes = all.saturating_sub(arrival.head);
                }
            }
            "Runtime.exceptionThrown" => {
                self.complaints.push(params["exceptionDetails"].to_string())
            }
            "Runtime.consoleAPICalled" if params["type"] == "error" => {
                self.complaints.push(params["args"].to_string())
            }
            "Log.entryAdded" if params["entry"]["level"] == "error" => {
                self.complaints.push(params["entry"].to_string())
            }
            "Runtime.bindingCalled" => self
                .asked
                .push(params["payload"].as_str().unwrap_or_default().to_owned()),
            "Page.loadEventFired" => self.loads += 1,
            _ => {}
        }
    }
}
