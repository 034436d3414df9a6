//! The take that a person asked to see: in the address, so that it survives a reload and can be sent to somebody.

use api::ids::TakeId;
use api::shot::Take;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use super::route::Route;

/// By what is known of it: an address may name its number or its id, a click knows both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub id: Option<TakeId>,
    pub number: Option<u32>,
}

impl Asked {
    #[must_use]
    pub fn number(number: u32) -> Self {
        Self {
            id: None,
            number: Some(number),
        }
    }

    /// What `?take=` of an address says, if that is a take's name.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let (_, query) = url.split_once('?')?;
        let query = query.split('#').next().unwrap_or_default();
        let (_, text) =
            form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key.as_ref() == "take")?;
        match text.parse() {
            Ok(0) => None,
            Ok(number) => Some(Self::number(number)),
            Err(_) => Some(Self {
                id: Some(text.parse().ok()?),
                number: None,
            }),
        }
    }

    /// The address of that take on the page of its shot.
    #[must_use]
    pub fn url(&self, shot: &Route) -> String {
        let page = shot.url();
        match (self.number, self.id) {
            (Some(number), _) => format!("{page}?take={number}"),
            (None, Some(id)) => format!("{page}?take={id}"),
            (None, None) => page,
        }
    }

    #[must_use]
    pub fn is(&self, take: &Take) -> bool {
        match self.id {
            Some(id) => take.id == id,
            None => self.number == Some(take.number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_take_by_its_number_or_its_id() {
        assert_eq!(Asked::parse("/x?take=6"), Some(Asked::number(6)));
        let id = TakeId::fresh();
        let by_id = Asked {
            id: Some(id),
            number: None,
        };
        assert_eq!(Asked::parse(&format!("/x?a=b&take={id}#y")), Some(by_id));
        for url in [
            "/x",
            "/x?take=",
            "/x?take=0",
            "/x?take=-1",
            "/x?take=last",
            "/x?a#take=6",
        ] {
            assert_eq!(Asked::parse(url), None, "{url}");
        }
    }
}
