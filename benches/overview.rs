//! How long the overview of an administrator takes: its queries one by one and all together, in an organisation of 10,000
//! people with 100,000 assignments and in one ten times as large.
//!
//!     cargo bench --bench overview                     optimised
//!     cargo bench --bench overview --profile dev       with what `make test` has compiled

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use netwise::catalog::{Files, Published, load};
use netwise::domain::ids::{PersonId, UnitId};
use netwise::domain::person::By;
use netwise::domain::status::Status;
use netwise::domain::time::{DAY, Timestamp};
use netwise::store::clock::SetClock;
use netwise::store::connect::Location;
use netwise::store::overview::{self, Filter, Scope, Standing};
use netwise::store::units::Tree;
use netwise::store::{Command, Store, Tx, counting, tallies};
use netwise::usecases::publish_content::PublishContent;
use sea_orm::{ConnectionTrait, Database};

type Failed = Box<dyn std::error::Error>;

/// When it is looked at.
const NOW: Timestamp = Timestamp(1_795_512_600_000);
/// Assignments of one person.
const EACH: u32 = 10;
/// Departments of the organisation, and teams of each.
const DEPARTMENTS: u32 = 10;
const TEAMS: u32 = 30;
const ROUNDS: usize = 40;

/// Counts whoever was put in past the program.
struct Nothing;

impl Command for Nothing {
    type Output = ();

    async fn run(&self, _: &Tx) -> netwise::store::Result<()> {
        Ok(())
    }
}

/// A million lines are put in by the database itself; the tallies are counted by the program, as after an upgrade.
async fn fill(file: &Path, people: u32) -> Result<Store, Failed> {
    let clock = Arc::new(SetClock::at(NOW));
    let location = Location::File(file.to_owned());
    let store = Store::open(&location, clock.clone()).await?;
    let catalog = load(&Files::embedded()).map_err(|problems| format!("{problems:?}"))?;
    store.write(By::System, &PublishContent { published: &Published::new(catalog)? }).await?;
    store.close().await;
    let database = Database::connect(format!("sqlite://{}", file.display())).await?;
    for statement in statements(people) {
        database.execute_unprepared(&statement).await?;
    }
    database.close().await?;
    Ok(Store::open(&location, clock).await?)
}

fn statements(people: u32) -> [String; 6] {
    let (units, assignments) = (1 + DEPARTMENTS + DEPARTMENTS * TEAMS, people * EACH);
    let (now, day) = (NOW.0, DAY);
    let id = |kind: u32, n: &str| format!("unhex(printf('{kind:08x}000070008000%012x', {n}))");
    let numbers =
        |count: u32| format!("WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})");
    // A number that looks like chance and is always the same.
    let dice = |salt: u32, sides: u32| format!("((i * 2654435761 + {salt} * 40503) / 65536 % {sides})");
    let unit = |n: &str| id(1, n);
    let team = |n: String| unit(&format!("1 + {DEPARTMENTS} + {n}"));
    let parent = format!(
        "CASE WHEN i = 0 THEN NULL WHEN i <= {DEPARTMENTS} THEN {} ELSE {} END",
        unit("0"),
        unit(&format!("1 + (i - 1 - {DEPARTMENTS}) % {DEPARTMENTS}"))
    );
    // A year back and a year ahead, at the end of a day.
    let due = format!("{now} + ({} - 365) * {day}", dice(3, 730));
    [
        format!("{} INSERT INTO unit (id, parent_id, name, kind, created_at) SELECT {}, {parent}, 'Unit ' || i, 'team', 0 FROM n", numbers(units), unit("i")),
        format!(
            "{} INSERT INTO person (id, email, name, created_at, disabled_at)
                SELECT {}, 'person-' || i || '@example.org', 'Person ' || {} || ' ' || i, 0, CASE WHEN i % 50 = 7 THEN 1 END FROM n",
            numbers(people), id(2, "i"), dice(1, 9000)
        ),
        format!(
            "{} INSERT INTO membership (person_id, unit_id, joined_at) SELECT {}, {}, 0 FROM n",
            numbers(people), id(2, "i"), team(dice(2, DEPARTMENTS * TEAMS))
        ),
        // Every fourth belongs to a second team.
        format!(
            "{} INSERT OR IGNORE INTO membership (person_id, unit_id, joined_at) SELECT {}, {}, 0 FROM n WHERE i % 4 = 0",
            numbers(people), id(2, "i"), team(dice(9, DEPARTMENTS * TEAMS))
        ),
        format!(
            "{} INSERT INTO assignment (id, person_id, program_key, program_hash, cycle, assigned_at, due_at, started_at, completed_at, exempt_at)
                SELECT {}, {}, 'program-' || (i % {EACH}), (SELECT hash FROM content_version WHERE kind = 'program' LIMIT 1), 1, 0, {due}, CASE WHEN {} > 20 THEN 1 END,
                    CASE WHEN {} < 75 THEN 1 END, CASE WHEN {} = 80 THEN 1 END FROM n",
            numbers(assignments), id(3, "i"), id(2, &format!("i / {EACH}")), dice(4, 100), dice(5, 100), dice(6, 100)
        ),
        "ANALYZE".to_owned(),
    ]
}

fn percentile(times: &mut [Duration], share: usize) -> Duration {
    times.sort_unstable();
    times.get(times.len() * share / 100).copied().unwrap_or_default()
}

/// Times one thing again and again; gives the time that 95 of 100 stay below.
async fn time<T>(
    what: &str,
    mut once: impl AsyncFnMut() -> Result<T, netwise::store::Error>,
) -> Result<Duration, Failed> {
    once().await?;
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        once().await?;
        times.push(start.elapsed());
    }
    let late = percentile(&mut times, 95);
    println!("  {what:<44} p50 {:>9.2?}   p95 {late:>9.2?}", percentile(&mut times, 50));
    Ok(late)
}

async fn measure(people: u32) -> Result<Duration, Failed> {
    let folder = tempfile::tempdir()?;
    let start = Instant::now();
    let store = fill(&folder.path().join("netwise.db"), people).await?;
    let filled = start.elapsed();
    store.write(By::System, &Nothing).await?;
    println!(
        "{people} people, {} assignments: filled in {filled:.1?}, counted in {:.1?}",
        people * EACH,
        start.elapsed() - filled
    );
    let (db, everyone) = (store.reader(), Scope::Everyone);
    let tree = Tree::load(db).await?;
    let top: BTreeSet<UnitId> =
        tree.in_order().into_iter().filter(|(depth, _)| *depth < 2).map(|(_, unit)| unit.id).collect();
    let department: BTreeSet<UnitId> = tree.with_below(*top.iter().next_back().ok_or("no unit")?);
    let managed = Scope::Units(department);
    if people <= 10_000 {
        assert_eq!(overview::totals(db, &everyone, NOW).await?, counting::totals(db, &everyone, NOW).await?);
        assert_eq!(
            overview::by_unit(db, &everyone, &top, NOW).await?,
            counting::by_unit(db, &everyone, &top, NOW).await?
        );
    }
    time("totals", async || overview::totals(db, &everyone, NOW).await).await?;
    time("by unit", async || overview::by_unit(db, &everyone, &top, NOW).await).await?;
    time("by requirement", async || overview::by_program(db, NOW).await).await?;
    time("the ten who are late for longest", async || overview::overdue(db, &everyone, NOW, 10).await).await?;
    let page = time("all of /admin", async || {
        Tree::load(db).await?;
        overview::totals(db, &everyone, NOW).await?;
        let late = overview::overdue(db, &everyone, NOW, 10).await?;
        let people: Vec<PersonId> = late.iter().map(|line| line.person.id).collect();
        overview::units_of(db, &everyone, people).await?;
        overview::programs_of(db, &late).await?;
        overview::by_unit(db, &everyone, &top, NOW).await?;
        tallies::last_mended(db, NOW).await
    })
    .await?;
    time("totals of a manager of 31 units", async || overview::totals(db, &managed, NOW).await).await?;
    time("the late of that manager", async || overview::overdue(db, &managed, NOW, 10).await).await?;
    let list = async |standing| {
        let filter = Filter { standing, ..Filter::default() };
        overview::people(db, &everyone, &filter, NOW, 0).await
    };
    time("list: everybody, first page", async || list(None).await).await?;
    time("list: overdue, first page", async || list(Some(Standing::In(Status::Overdue))).await).await?;
    time("list: due soon, first page", async || list(Some(Standing::In(Status::DueSoon))).await).await?;
    store.close().await;
    Ok(page)
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let small = measure(10_000).await?;
    let large = measure(100_000).await?;
    println!("ten times the people take {:.2} times the time", large.as_secs_f64() / small.as_secs_f64());
    Ok(())
}
