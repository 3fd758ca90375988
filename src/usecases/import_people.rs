//! Importing people from a file: kept while somebody looks at what it would do, then taken as a whole or not at all. Must
//! not import anything but `domain`, `catalog` and `store`.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};
use serde_json::json;

use super::invite_people::{InvitePeople, TOGETHER};
use super::roster::apply::apply;
use super::roster::file::Column;
use super::roster::{Plan, Roster};
use crate::catalog::Published;
use crate::domain::ids::{PeopleFileId, PersonId};
use crate::domain::person::clean_email;
use crate::domain::refusal::Refusal;
use crate::domain::time::DAY;
use crate::store::entities::{people_file, person};
use crate::store::{Command, Error, Result, Tx, for_update, insert};

/// How long an uploaded file is kept, in milliseconds: it is full of names.
const KEPT: i64 = DAY;

/// The file with this identity, if this person uploaded it; somebody else's looks like a missing one.
///
/// # Errors
/// [`Error::NotFound`], or the database did not answer.
pub async fn own_file(db: &impl ConnectionTrait, person: PersonId, id: PeopleFileId) -> Result<people_file::Model> {
    own(id, person).one(db).await?.ok_or(Error::NotFound)
}

fn own(id: PeopleFileId, person: PersonId) -> sea_orm::Select<people_file::Entity> {
    people_file::Entity::find_by_id(id).filter(people_file::Column::PersonId.eq(person))
}

/// The roster in a file that is still there.
///
/// # Errors
/// [`Refusal::FileGone`].
pub fn roster_of(file: &people_file::Model) -> Result<Roster> {
    let body = file.body.as_deref().ok_or(Refusal::FileGone)?;
    let roster = Roster::read(body).map_err(|error| Error::unreadable("people file", error))?;
    Ok(if file.invite { roster.without_header() } else { roster })
}

/// Keeps a file that can be read, and forgets those that were kept too long.
#[derive(Debug)]
pub struct KeepFile {
    /// Who uploaded it.
    pub person: PersonId,
    /// Its name on their machine.
    pub name: String,
    /// What is in it.
    pub body: Vec<u8>,
    /// Whether its people are to be invited once they are here.
    pub invite: bool,
}

impl Command for KeepFile {
    type Output = PeopleFileId;

    async fn run(&self, tx: &Tx) -> Result<PeopleFileId> {
        forget_bodies(tx, people_file::Column::CreatedAt.lt(tx.now().plus(-KEPT)).into()).await?;
        let id = PeopleFileId::new();
        let name = self.name.chars().filter(|c| !c.is_control()).take(100).collect();
        let row = people_file::ActiveModel {
            id: Set(id),
            person_id: Set(self.person),
            name: Set(name),
            body: Set(Some(self.body.clone())),
            invite: Set(self.invite),
            created_at: Set(tx.now()),
            imported_at: Set(None),
            added: Set(0),
            changed: Set(0),
            unchanged: Set(0),
        };
        insert(tx.db(), row).await?;
        Ok(id)
    }
}

async fn forget_bodies(tx: &Tx, which: Condition) -> Result<()> {
    people_file::Entity::update_many()
        .set(people_file::ActiveModel { body: Set(None), ..Default::default() })
        .filter(which)
        .filter(people_file::Column::Body.is_not_null())
        .exec(tx.db())
        .await?;
    Ok(())
}

/// Takes a file back before it was imported.
#[derive(Debug)]
pub struct DiscardFile {
    /// Who uploaded it.
    pub person: PersonId,
    /// Which.
    pub file: PeopleFileId,
}

impl Command for DiscardFile {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let file = own_file(tx.db(), self.person, self.file).await?;
        forget_bodies(tx, people_file::Column::Id.eq(file.id).into()).await
    }
}

/// Imports the people of a kept file, once.
#[derive(Debug)]
pub struct ImportFile<'a> {
    /// Who uploaded it.
    pub person: PersonId,
    /// Which.
    pub file: PeopleFileId,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for ImportFile<'_> {
    type Output = ();

    async fn run(&self, tx: &Tx) -> Result<()> {
        let file = for_update(tx.db(), own(self.file, self.person)).one(tx.db()).await?.ok_or(Error::NotFound)?;
        if file.imported_at.is_some() {
            // The second of two clicks: what it asks for is done.
            return Ok(());
        }
        let roster = roster_of(&file)?;
        let plan = ImportRoster { roster: &roster, published: self.published }.run(tx).await?;
        if file.invite {
            invite(tx, &roster).await?;
        }
        let done = people_file::ActiveModel {
            id: Set(file.id),
            body: Set(None),
            imported_at: Set(Some(tx.now())),
            added: Set(count(plan.added())),
            changed: Set(count(plan.edited())),
            unchanged: Set(count(plan.unchanged)),
            ..Default::default()
        };
        people_file::Entity::update(done).exec(tx.db()).await?;
        Ok(())
    }
}

/// Invites those of a roster who cannot sign in yet. They are all here by now.
async fn invite(tx: &Tx, roster: &Roster) -> Result<()> {
    let emails: Vec<String> =
        roster.rows.iter().filter_map(|row| clean_email(roster.cell(row, Column::Email)).ok()).collect();
    for some in emails.chunks(TOGETHER) {
        let people: Vec<PersonId> = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .filter(person::Column::Email.is_in(some))
            .into_tuple()
            .all(tx.db())
            .await?;
        InvitePeople { people: &people }.run(tx).await?;
    }
    Ok(())
}

fn count(people: usize) -> i32 {
    i32::try_from(people).unwrap_or(i32::MAX)
}

/// Imports the people of a roster: all, or none when there is a mistake in it. Doing it again changes nothing.
#[derive(Debug)]
pub struct ImportRoster<'a> {
    /// Who.
    pub roster: &'a Roster,
    /// What is taught.
    pub published: &'a Published,
}

impl Command for ImportRoster<'_> {
    type Output = Plan;

    async fn run(&self, tx: &Tx) -> Result<Plan> {
        // Made anew inside the transaction: since somebody looked at it, people may have come or gone.
        let plan = Plan::make(tx.db(), self.roster, tx.now()).await?;
        if !plan.mistakes.is_empty() {
            return Err(Refusal::FileHasErrors.into());
        }
        apply(tx, self.published, &plan).await?;
        let details = json!({ "added": plan.added(), "changed": plan.edited(), "unchanged": plan.unchanged });
        tx.record("people.imported", None, &details).await?;
        Ok(plan)
    }
}
