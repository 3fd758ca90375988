//! The command line. Says plainly what went wrong and exits with 1; everything else is in the library.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use certificate_pdf::Fonts;
use clap::{Parser, Subcommand};
use netwise::catalog::{Files, Style, load, styles, template_problems};
use netwise::demo::{self, Outcome};
use netwise::domain::credential::Standing;
use netwise::domain::person::By;
use netwise::server::backup::{self, Restored};
use netwise::server::config::{self, Config, ConfigError};
use netwise::server::serve::{self, Opened};
use netwise::server::state::{App, Content};
use netwise::server::verdict::{Known, Offline, Verdict, judge, judge_offline};
use netwise::server::{bundle, issuer, reload, request_log};
use netwise::store::Clock;
use netwise::store::clock::SystemClock;
use netwise::usecases::create_administrator::CreateAdministrator;
use netwise::usecases::import_people::ImportRoster;
use netwise::usecases::roster::{Plan, Roster};
use open_badge::sayings;

/// Teaches Personal Learning Networks, follows progress, issues certificates anyone can check.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the site. Settings come from NETWISE_* and netwise.toml.
    Serve {
        /// Reload content, and the pages that show it, when its files change (needs NETWISE_CONTENT_DIR).
        #[arg(long)]
        watch: bool,
    },
    /// Fill an empty database with a believable organisation and print its accounts.
    Demo {
        /// How many people.
        #[arg(long, default_value_t = demo::PEOPLE)]
        people: usize,
        /// The same seed makes the same people.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Print the accounts as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Administrators.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// The people of the organisation.
    People {
        #[command(subcommand)]
        command: PeopleCommand,
    },
    /// Courses and programs.
    Content {
        #[command(subcommand)]
        command: ContentCommand,
    },
    /// The record of facts.
    Ledger {
        #[command(subcommand)]
        command: LedgerCommand,
    },
    /// Write everything the site knows to one file, while it runs.
    Backup {
        /// The file to write, as in netwise-2026-11-24.tar.gz.
        file: PathBuf,
    },
    /// Put a backup back into an empty place, and check it.
    Restore {
        /// The file that `netwise backup` wrote.
        file: PathBuf,
    },
    /// The keys that sign certificates.
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Check a certificate: a PDF, badge (SVG), credential (JSON) or JWT. Ends with 0 if it is valid, with 1 if not.
    Verify {
        /// The file.
        file: PathBuf,
        /// Check by a bundle, without a database.
        #[arg(long)]
        bundle: Option<PathBuf>,
        /// Check by the issuer's keys (a DID document), without a database.
        #[arg(long, conflicts_with = "bundle")]
        did: Option<PathBuf>,
        /// A list of revoked certificates to check by; may be given again.
        #[arg(long, requires = "did")]
        status: Vec<PathBuf>,
    },
    /// Write what is needed to check certificates without this site (a zip file).
    Bundle {
        /// Where to.
        file: PathBuf,
    },
    /// Bring the database schema up to date (serve does it too).
    Migrate,
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Let an administrator in, for the first time or again: prints a one-time link to set a password.
    Create {
        /// E-mail address.
        #[arg(long)]
        email: String,
        /// Name.
        #[arg(long)]
        name: String,
    },
}

#[derive(Subcommand)]
enum PeopleCommand {
    /// Import people from a CSV file: all of them, or none when something is wrong.
    Import {
        /// The file, with the columns email, name, unit and, if wanted, joined and role.
        file: PathBuf,
        /// Only say what would be done.
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Subcommand)]
enum ContentCommand {
    /// Check content and say for each problem where it is and how to mend it.
    Check {
        /// The content folder; when left out, the one of the settings or what is built in.
        dir: Option<PathBuf>,
        /// Also say how long and how hard to read each lesson is.
        #[arg(long)]
        style: bool,
    },
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Sign with new keys from now on. The old ones stay listed, so what they signed stays valid.
    Rotate,
    /// Issue certificates under the address of the settings from now on, whatever was before.
    Move,
}

#[derive(Subcommand)]
enum LedgerCommand {
    /// Recompute the whole chain.
    Verify,
}

/// What a command says when it cannot be done.
type Failed = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> ExitCode {
    request_log::start(config::logs_as_json());
    match run(Cli::parse().command).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("netwise: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode, Failed> {
    match command {
        Command::Serve { watch } => run_site(watch).await,
        Command::Demo { people, seed, json } => fill_demo(people, seed, json).await,
        Command::Admin { command: AdminCommand::Create { email, name } } => create_administrator(email, name).await,
        Command::People { command: PeopleCommand::Import { file, dry_run } } => import_people(&file, dry_run).await,
        Command::Content { command: ContentCommand::Check { dir, style } } => check_content(dir, style),
        Command::Ledger { command: LedgerCommand::Verify } => verify_ledger().await,
        Command::Backup { file } => back_up(&file).await,
        Command::Restore { file } => restore(&file).await,
        Command::Keys { command } => manage_keys(&command).await,
        Command::Verify { file, bundle, did, status } => verify(&file, bundle, did, &status).await,
        Command::Bundle { file } => write_bundle(&file).await,
        Command::Migrate => {
            open(&settings()?).await?;
            println!("The database is up to date.");
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The settings; and from here on this program knows its fonts.
fn settings() -> Result<Config, ConfigError> {
    let config = Config::load()?;
    Fonts::new(config.fonts_dir.clone(), config.han).share();
    Ok(config)
}

async fn open(config: &Config) -> Result<Opened, serve::StartError> {
    serve::open(config, Arc::new(SystemClock)).await
}

async fn run_site(watch: bool) -> Result<ExitCode, Failed> {
    let config = settings()?;
    let opened = open(&config).await?;
    let app = serve::assemble(config, opened.store.clone()).await?;
    if watch {
        reload::watch(&app)?;
    }
    serve::serve(&app, netwise::app::router(app.clone())).await?;
    opened.store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn fill_demo(people: usize, seed: u64, json: bool) -> Result<ExitCode, Failed> {
    let config = settings()?;
    let opened = open(&config).await?;
    let content = Content::load(&config)?;
    match demo::fill(&opened.store, &content.published, people, seed).await? {
        Outcome::Filled => eprintln!("The demonstration is ready."),
        Outcome::Kept => eprintln!("The demonstration was there already and is kept as it is."),
        Outcome::NotEmpty => {
            return Err("this database is not empty. The demonstration needs an empty one: set NETWISE_DATA_DIR to another folder, \
                        or NETWISE_DATABASE_URL to another database"
                .into());
        }
    }
    opened.store.close().await;
    print_accounts(json)?;
    Ok(ExitCode::SUCCESS)
}

fn print_accounts(json: bool) -> Result<(), Failed> {
    let accounts = demo::accounts();
    if json {
        println!(
            "{}",
            serde_json::to_string(&serde_json::json!({ "password": demo::PASSWORD, "accounts": accounts }))?
        );
        return Ok(());
    }
    println!("\nSign in with one of these addresses and the password \"{}\":\n", demo::PASSWORD);
    for account in accounts {
        println!("  {:<28} {:<40} {}", account.role, account.email, account.name);
    }
    println!();
    Ok(())
}

async fn create_administrator(email: String, name: String) -> Result<ExitCode, Failed> {
    let config = settings()?;
    let opened = open(&config).await?;
    let token = opened.store.write(By::System, &CreateAdministrator { email, name }).await?;
    opened.store.close().await;
    println!("Open this link within 7 days to set a password. It works once:\n");
    println!("  {}", config.base_url.join(&format!("/invite/{}", token.as_str()))?);
    Ok(ExitCode::SUCCESS)
}

async fn import_people(file: &Path, dry_run: bool) -> Result<ExitCode, Failed> {
    let bytes = std::fs::read(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let roster = Roster::read(&bytes).map_err(|error| format!("{}: {error}", file.display()))?;
    let config = settings()?;
    let opened = open(&config).await?;
    let app = serve::assemble(config, opened.store.clone()).await?;
    let plan = Plan::make(app.store().reader(), &roster, app.now()).await?;
    for mistake in &plan.mistakes {
        println!("{}: {mistake}", file.display());
    }
    let found = format!("{} added, {} changed, {} left as they are", plan.added(), plan.edited(), plan.unchanged);
    let code = if !plan.mistakes.is_empty() {
        eprintln!("{} mistakes. Nothing was imported.", plan.mistakes.len());
        ExitCode::FAILURE
    } else if dry_run {
        println!("Would be done: {found}. Nothing was imported.");
        ExitCode::SUCCESS
    } else {
        let content = app.content();
        app.store().write(By::System, &ImportRoster { roster: &roster, published: &content.published }).await?;
        println!("Done: {found}.");
        ExitCode::SUCCESS
    };
    opened.store.close().await;
    Ok(code)
}

fn check_content(dir: Option<PathBuf>, style: bool) -> Result<ExitCode, Failed> {
    let files = match dir.or(settings()?.content_dir) {
        Some(dir) => Files::read(&dir)?,
        None => Files::embedded(),
    };
    // The templates that are built in too, which are not tried at every start.
    let tried = || match template_problems(&files) {
        problems if problems.is_empty() => Ok(()),
        problems => Err(problems),
    };
    match load(&files).and_then(|catalog| tried().map(|()| catalog)) {
        Ok(catalog) => {
            let lessons: usize = catalog.courses.iter().map(|course| course.lessons().count()).sum();
            let items: usize = catalog.items.values().map(Vec::len).sum();
            if style {
                styles(&files, &catalog.courses).iter().for_each(print_style);
            }
            println!("{} courses, {lessons} lessons, {items} items: no problems.", catalog.courses.len());
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            for problem in &problems {
                println!("{problem}");
            }
            eprintln!("{} problems.", problems.len());
            Ok(ExitCode::FAILURE)
        }
    }
}

fn print_style(style: &Style) {
    let Style { file, words, sentence, grade, .. } = style;
    let complaint = style.complaint().map(|complaint| format!("  {complaint}")).unwrap_or_default();
    println!("{file}: {words} words, {sentence:.1} in a sentence, grade {grade:.1}{complaint}");
}

async fn manage_keys(command: &KeysCommand) -> Result<ExitCode, Failed> {
    let config = settings()?;
    let opened = open(&config).await?;
    let said = match command {
        KeysCommand::Rotate => {
            let id = issuer::rotate(&config, &opened.store).await?;
            format!(
                "Certificates are signed with {id} from now on. The keys before it stay listed. Back up the data folder now."
            )
        }
        KeysCommand::Move => {
            let base = issuer::move_here(&config, &opened.store).await?;
            format!(
                "Certificates are issued under {base} from now on. Keep the old address leading here: older ones name it."
            )
        }
    };
    opened.store.close().await;
    println!("{said}");
    Ok(ExitCode::SUCCESS)
}

fn read_file(path: &Path) -> Result<Vec<u8>, Failed> {
    std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()).into())
}

fn read_json(path: &Path) -> Result<serde_json::Value, Failed> {
    serde_json::from_slice(&read_file(path)?).map_err(|error| format!("{} is no JSON: {error}", path.display()).into())
}

async fn verify(
    file: &Path,
    bundle: Option<PathBuf>,
    did: Option<PathBuf>,
    status: &[PathBuf],
) -> Result<ExitCode, Failed> {
    let bytes = read_file(file)?;
    let known = match (bundle, did) {
        (Some(bundle), _) => Some(
            bundle::read(&read_file(&bundle)?)
                .map_err(|error| format!("{} is no bundle: {error}", bundle.display()))?,
        ),
        (None, Some(did)) => Some(Known {
            dids: vec![read_json(&did)?],
            lists: status.iter().map(|path| read_json(path)).collect::<Result<_, _>>()?,
            files: None,
        }),
        (None, None) => None,
    };
    match known {
        Some(known) => Ok(verify_offline(&judge_offline(&bytes, &known, SystemClock.now())?)),
        None => verify_here(&bytes).await,
    }
}

fn verify_offline(judged: &Offline) -> ExitCode {
    println!("{}", judged.word);
    for sentence in &judged.sentences {
        println!("{sentence}");
    }
    println!();
    for (name, value) in sayings(&judged.claimed) {
        println!("  {name}: {value}");
    }
    if judged.valid { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// By what is on record in the database of the settings.
async fn verify_here(bytes: &[u8]) -> Result<ExitCode, Failed> {
    let config = settings()?;
    if !config.database.is_there() {
        return Err("there is no database here to check by. Give --bundle FILE, or --did FILE and --status FILE".into());
    }
    let opened = serve::open_beside(&config, Arc::new(SystemClock)).await?;
    let judged = judge(opened.store.reader(), bytes, SystemClock.now()).await??;
    opened.store.close().await;
    println!("{}", judged.verdict.word());
    match &judged.verdict {
        Verdict::Altered(why) | Verdict::NotFound(why) => println!("{why}"),
        Verdict::Genuine(_) => {}
    }
    let or_nothing = |value: Option<&String>| value.map_or("nothing", String::as_str).to_owned();
    for difference in &judged.differences {
        println!(
            "  {}: issued {}; in this file {}",
            difference.field,
            or_nothing(difference.sealed.as_ref()),
            or_nothing(difference.claimed.as_ref())
        );
    }
    if let Some(sealed) = &judged.sealed {
        let record = &sealed.record;
        println!(
            "\nAs issued: {}, {}, by {}, number {}",
            record.learner, record.achievement, record.organisation, record.number
        );
    }
    let valid = judged.verdict == Verdict::Genuine(Standing::Valid);
    Ok(if valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn write_bundle(file: &Path) -> Result<ExitCode, Failed> {
    let config = settings()?;
    let opened = serve::open_beside(&config, Arc::new(SystemClock)).await?;
    let app = App::new(config.clone(), opened.store.clone(), Content::load(&config)?);
    app.issuer().await?;
    let bytes = bundle::make(&app).await.map_err(|_| "the bundle could not be made; the log says why")?;
    opened.store.close().await;
    std::fs::write(file, bytes).map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    println!(
        "Written to {}. Keep it where it outlives this site; its README.txt says how to check with it.",
        file.display()
    );
    Ok(ExitCode::SUCCESS)
}

async fn verify_ledger() -> Result<ExitCode, Failed> {
    let opened = serve::open_beside(&settings()?, Arc::new(SystemClock)).await?;
    let report = opened.store.verify_ledger().await?;
    opened.store.close().await;
    for fault in &report.faults {
        println!("{fault}");
    }
    println!("{} entries, {} with erased details, {} faults.", report.entries, report.erased, report.faults.len());
    Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn back_up(file: &Path) -> Result<ExitCode, Failed> {
    let taken = backup::backup(&settings()?, file, Arc::new(SystemClock)).await?;
    println!("{}: {} bytes, {} entries of the ledger.", file.display(), taken.bytes, taken.entries);
    Ok(ExitCode::SUCCESS)
}

async fn restore(file: &Path) -> Result<ExitCode, Failed> {
    let restored = backup::restore(&settings()?, file, Arc::new(SystemClock)).await?;
    let Restored { report, whole } = restored;
    for fault in &report.faults {
        println!("{fault}");
    }
    println!("Restored: {} entries of the ledger, {} faults.", report.entries, report.faults.len());
    if !whole {
        eprintln!("The ledger does not hold the entry that it ended with when the backup was begun.");
    }
    Ok(if whole && report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
