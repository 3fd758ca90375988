//! Giving a certificate its place on a status list. Must not import anything but `domain` and `store`.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Set};

use crate::domain::ids::CredentialId;
use crate::store::entities::credential_place;
use crate::store::{Command, Error, Result, Tx, insert_new};

/// Places on a list.
const CAPACITY: u32 = 131_072;
/// A new list begins when so many places are taken, so that a free one is soon found.
const FULL: u64 = 65_536;
/// Half of the places being free, so many tries fail once in 2^64.
const TRIES: u32 = 64;

/// Gives a certificate a place by chance, so that neither its number nor the order of issue can be read from it. Gives the
/// place that it has already.
#[derive(Debug)]
pub struct AllotPlace {
    /// Which certificate.
    pub credential: CredentialId,
}

impl Command for AllotPlace {
    type Output = credential_place::Model;

    async fn run(&self, tx: &Tx) -> Result<credential_place::Model> {
        let list = open_list(tx).await?;
        for _ in 0..TRIES {
            if let Some(place) = credential_place::Entity::find_by_id(self.credential).one(tx.db()).await? {
                return Ok(place);
            }
            let row = credential_place::ActiveModel {
                credential_id: Set(self.credential),
                list: Set(list),
                place: Set(by_chance()?),
            };
            insert_new(tx.db(), row).await?;
        }
        Err(Error::unreadable("status list", "no free place was found on it"))
    }
}

/// The newest list, or the one after it.
async fn open_list(tx: &Tx) -> Result<i32> {
    let newest = credential_place::Entity::find().order_by_desc(credential_place::Column::List).one(tx.db()).await?;
    let newest = newest.map_or(1, |row| row.list);
    let taken =
        credential_place::Entity::find().filter(credential_place::Column::List.eq(newest)).count(tx.db()).await?;
    Ok(if taken < FULL { newest } else { newest + 1 })
}

fn by_chance() -> Result<i32> {
    let random = getrandom::u32().map_err(|error| Error::unreadable("random source", error))?;
    i32::try_from(random % CAPACITY).map_err(|error| Error::unreadable("status list", error))
}
