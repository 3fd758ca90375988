//! One file per thing people do. Must not import anything but `domain`, `catalog` and `store`.

pub mod accept_invitation;
pub mod complete_lesson;
pub mod create_administrator;
pub mod create_person;
pub mod create_unit;
pub mod end_access;
pub mod erase_person;
pub mod grant_role;
pub mod held_to;
pub mod invite_person;
pub mod join_unit;
pub mod keep_rendering;
pub mod password;
pub mod publish_content;
pub mod record_position;
pub mod reevaluate;
pub mod save_response;
pub mod session;
pub mod set_password;
pub mod sign_in;
pub mod start_attempt;
pub mod submit_attempt;
pub mod token;
