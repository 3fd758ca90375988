//! A browser as far as the server can tell: it keeps cookies, sends forms, and says which site a request comes from.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use netwise::domain::ids::PersonId;
use serde_json::Value;
use tower::ServiceExt;

use super::bodies::{multipart, urlencoded};
use super::{PASSWORD, Reply, TestApp};

/// Says that a request comes from a page of the site itself.
pub const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");
pub const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
pub const JSON: (&str, &str) = ("content-type", "application/json");

/// One browser. Clones share the cookies, as tabs do.
#[derive(Clone)]
pub struct Browser {
    app: TestApp,
    address: IpAddr,
    cookie: Arc<Mutex<Option<String>>>,
    person: Option<(PersonId, String)>,
}

impl Browser {
    pub fn new(app: TestApp) -> Self {
        Self { app, address: IpAddr::from([192, 0, 2, 1]), cookie: Arc::default(), person: None }
    }

    /// The same browser at another network address.
    pub fn at(self, address: &str) -> Self {
        Self { address: address.parse().unwrap(), ..self }
    }

    /// The browser of this person.
    pub fn of(self, person: PersonId, email: &str) -> Self {
        Self { person: Some((person, email.to_owned())), ..self }
    }

    pub fn app(&self) -> &TestApp {
        &self.app
    }

    /// Whose browser it is.
    pub fn person(&self) -> PersonId {
        self.person.as_ref().unwrap().0
    }

    pub fn email(&self) -> &str {
        &self.person.as_ref().unwrap().1
    }

    /// The cookie as it is sent, `name=value`.
    pub fn cookie(&self) -> Option<String> {
        self.cookie.lock().unwrap().clone()
    }

    pub fn set_cookie(&self, cookie: Option<String>) {
        *self.cookie.lock().unwrap() = cookie;
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], "").await
    }

    /// Sends a form from a page of the site.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.send(Method::POST, path, &[OWN, FORM], &urlencoded(fields)).await
    }

    /// Calls a server function as an island does.
    pub async fn call(&self, function: &str, arguments: &Value) -> Reply {
        let path = format!("/api/{function}");
        self.send(Method::POST, &path, &[OWN, JSON, ("accept", "application/json")], &arguments.to_string()).await
    }

    /// Signs in with the password every person of the tests has.
    pub async fn sign_in(&self) -> Reply {
        self.sign_in_with(self.email(), PASSWORD).await
    }

    pub async fn sign_in_with(&self, email: &str, password: &str) -> Reply {
        self.post_form("/sign-in", &[("email", email), ("password", password)]).await
    }

    /// Sends a file from the form for importing people.
    pub async fn upload(&self, file: &[u8]) -> Reply {
        let (kind, body) = multipart("file", "people.csv", file);
        self.send_bytes(Method::POST, "/admin/people/import", &[OWN, ("content-type", &kind)], body).await
    }

    /// Sends a file that can be read; gives the identity under which it is kept.
    pub async fn keep_file(&self, text: &str) -> String {
        let reply = self.upload(text.as_bytes()).await.expect(303);
        reply.location().rsplit('/').next().unwrap().to_owned()
    }

    /// Sends any request, with the cookie if there is one, and keeps the cookie of the answer.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        self.send_bytes(method, path, headers, body.as_bytes().to_vec()).await
    }

    pub async fn send_bytes(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header("host", "127.0.0.1:3000");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = self.cookie() {
            request = request.header("cookie", cookie);
        }
        let mut request = request.body(Body::from(body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((self.address, 40_000))));
        let reply = Reply::read(self.app.router().oneshot(request).await.unwrap()).await;
        for value in reply.headers.get_all("set-cookie") {
            let value = value.to_str().unwrap();
            let cookie = value.split(';').next().unwrap().to_owned();
            self.set_cookie((!value.contains("Max-Age=0")).then_some(cookie));
        }
        reply
    }
}
