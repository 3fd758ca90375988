//! One file per page: what it shows, and what its form does. Must not import `app` or another page's insides.

pub mod account;
pub mod admin;
pub mod assessment;
pub mod attempt;
pub mod attempt_result;
pub mod attempt_review;
pub mod certificate;
pub mod certificate_pdf;
pub mod certificates;
pub mod course;
pub mod courses;
pub mod figure;
pub mod forgot_password;
pub mod health;
pub mod home;
pub mod invite;
pub mod landing;
pub mod lesson;
pub mod oversight;
pub mod sign_in;
pub mod sign_out;
pub mod team;
pub mod team_person;
pub mod transcript;
pub mod verify;
pub mod verify_number;
