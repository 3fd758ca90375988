//! The cookie that holds a session's secret. Must not import anything but `usecases`.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};

use super::config::Config;
use crate::usecases::token::Token;

/// With `__Host-` a browser takes the cookie only over https, for this host alone and its whole tree.
fn name(config: &Config) -> &'static str {
    if config.is_https() { "__Host-netwise" } else { "netwise" }
}

/// The secret a request presents.
pub fn read(headers: &HeaderMap, config: &Config) -> Option<Token> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name(config))
        .map(|(_, value)| Token::presented(value))
}

/// Sends the browser on with a new session.
pub fn signed_in(config: &Config, token: &Token, to: &str) -> Response {
    with_cookie(config, token.as_str(), "", to)
}

/// Sends the browser on without its session.
pub fn signed_out(config: &Config, to: &str) -> Response {
    with_cookie(config, "", "; Max-Age=0", to)
}

fn with_cookie(config: &Config, value: &str, more: &str, to: &str) -> Response {
    let secure = if config.is_https() { "; Secure" } else { "" };
    let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", name(config));
    let mut response = Redirect::to(to).into_response();
    // Base64 and fixed words always make a valid header.
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}
