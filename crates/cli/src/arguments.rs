//! What the command line says, and what is said of one that is not understood.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Parser, Subcommand, error::ErrorKind};
use viewmodel::scenario::Outline;

/// clap puts a colon after a heading: French wants a space before it.
const OPTIONS: &str = "Options\u{202f}";

const ARGUMENTS: &str = "Arguments\u{202f}";

const TEMPLATE: &str = "{about}\n\nUtilisation\u{202f}: {usage}\n\n{all-args}";

#[derive(Parser)]
#[command(
    name = "plaque",
    about = "Ce qu’une commune offre à un médecin qui s’y installe\u{202f}: zone, accès aux soins, aides."
)]
#[command(help_template = TEMPLATE, subcommand_help_heading = "Commandes\u{202f}", disable_help_subcommand = true, disable_help_flag = true)]
#[command(override_usage = "plaque [OPTIONS] <COMMANDE>")]
pub(crate) struct Arguments {
    /// Dossier des données (défaut : assets/data du projet).
    #[arg(long, env = "PLAQUE_ASSETS", global = true, hide_env = true, value_name = "DOSSIER", help_heading = OPTIONS)]
    pub(crate) assets: Option<PathBuf>,
    /// Dossier de règles à l’essai, comme data/rules (défaut : les règles des données).
    #[arg(long, global = true, value_name = "DOSSIER", help_heading = OPTIONS)]
    pub(crate) rules: Option<PathBuf>,
    /// Affiche cette aide.
    #[arg(long, short = 'h', global = true, action = clap::ArgAction::Help, help_heading = OPTIONS)]
    pub(crate) help: Option<bool>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// La fiche d’une commune.
    #[command(help_template = TEMPLATE, override_usage = "plaque commune [OPTIONS] <CODE>")]
    Commune {
        /// Code INSEE, par exemple 12176.
        #[arg(value_name = "CODE", help_heading = ARGUMENTS)]
        code: String,
        /// Jour de l’installation, AAAA-MM-JJ (défaut : aujourd’hui).
        #[arg(long, value_name = "JOUR", help_heading = OPTIONS)]
        date: Option<NaiveDate>,
        /// Répond en JSON.
        #[arg(long, help_heading = OPTIONS)]
        json: bool,
    },
    /// Les lieux qui répondent à une recherche, dans l’ordre de vos priorités.
    #[command(help_template = TEMPLATE, override_usage = "plaque find [OPTIONS] --query <TEXTE>")]
    Find {
        /// Des mots (« zip à moins de 40 km de rodez avec école »), la recherche d’une adresse, ou un fichier
        /// qui la contient.
        #[arg(long, value_name = "TEXTE", help_heading = OPTIONS)]
        query: String,
        /// Un périmètre dessiné, comme dans une adresse : « 44.4,2.3:44.6,2.3:44.5,2.8 » (latitude,longitude).
        #[arg(long, value_name = "TRACÉ", value_parser = outline, help_heading = OPTIONS)]
        outline: Option<Outline>,
        /// Combien de lieux (défaut : 20).
        #[arg(long, default_value_t = 20, hide_default_value = true, value_name = "NOMBRE", help_heading = OPTIONS)]
        limit: usize,
        /// Répond en JSON.
        #[arg(long, help_heading = OPTIONS)]
        json: bool,
        /// Répond en CSV.
        #[arg(long, help_heading = OPTIONS)]
        csv: bool,
        /// Répond en GeoJSON.
        #[arg(long, help_heading = OPTIONS)]
        geojson: bool,
    },
    /// Des lieux côte à côte : ce qui diffère, et qui est le mieux placé.
    #[command(help_template = TEMPLATE, override_usage = "plaque compare [OPTIONS] <CODE>...")]
    Compare {
        /// Codes INSEE, de deux à quatre.
        #[arg(value_name = "CODE", required = true, num_args = 2..=4, help_heading = ARGUMENTS)]
        codes: Vec<String>,
        /// Une recherche : les distances à ses villes sont comparées.
        #[arg(long, value_name = "TEXTE", help_heading = OPTIONS)]
        query: Option<String>,
        /// Un périmètre dessiné, comme dans une adresse : « 44.4,2.3:44.6,2.3:44.5,2.8 » (latitude,longitude).
        #[arg(long, value_name = "TRACÉ", value_parser = outline, help_heading = OPTIONS)]
        outline: Option<Outline>,
        /// Des réponses comme dans une adresse, par exemple « project=first&sector=1 ».
        #[arg(long, default_value = "", hide_default_value = true, value_name = "RÉPONSES", help_heading = OPTIONS)]
        answers: String,
        /// Jour de l’installation, AAAA-MM-JJ (défaut : aujourd’hui).
        #[arg(long, value_name = "JOUR", help_heading = OPTIONS)]
        date: Option<NaiveDate>,
        /// Répond en JSON.
        #[arg(long, help_heading = OPTIONS)]
        json: bool,
        /// Répond en CSV.
        #[arg(long, help_heading = OPTIONS)]
        csv: bool,
    },
    /// Les droits d’une situation : chaque aide, pourquoi, combien, quand.
    #[command(help_template = TEMPLATE, override_usage = "plaque aids [OPTIONS] --case <FICHIER>")]
    Aids {
        /// Fichier de cas (TOML).
        #[arg(long, value_name = "FICHIER", help_heading = OPTIONS)]
        case: PathBuf,
        /// Répond en JSON.
        #[arg(long, help_heading = OPTIONS)]
        json: bool,
    },
    /// Les seuils qu’une commune franchit : sa classe légale, et ce que disent les chiffres, chacun
    /// avec le sien.
    #[command(help_template = TEMPLATE, override_usage = "plaque flags [OPTIONS] <CODE>")]
    Flags {
        /// Code INSEE, par exemple 12176.
        #[arg(value_name = "CODE", help_heading = ARGUMENTS)]
        code: String,
        /// Jour de l’installation, AAAA-MM-JJ (défaut : aujourd’hui).
        #[arg(long, value_name = "JOUR", help_heading = OPTIONS)]
        date: Option<NaiveDate>,
        /// Répond en JSON.
        #[arg(long, help_heading = OPTIONS)]
        json: bool,
    },
    /// L’accès aux généralistes autour d’une commune, et ce que des médecins de plus ou de moins y
    /// changent.
    #[command(help_template = TEMPLATE, override_usage = "plaque access [OPTIONS] --commune <CODE>...")]
    Access {
        /// Code INSEE, par exemple 12089 ; à répéter pour plusieurs communes.
        #[arg(long, required = true, value_name = "CODE", help_heading = OPTIONS)]
        commune: Vec<String>,
        /// Médecins de plus, en temps pleins ; de moins s’il est négatif (défaut : 1). À répéter,
        /// dans l’ordre des communes.
        #[arg(long, value_name = "NOMBRE", allow_negative_numbers = true, help_heading = OPTIONS)]
        add: Vec<f64>,
        /// Consultations données par un médecin en un an (défaut : celles du modèle).
        #[arg(long, value_name = "NOMBRE", help_heading = OPTIONS)]
        consultations: Option<f64>,
        /// Modèle de calcul : simple, drees, ajuste (défaut : le premier des données).
        #[arg(long, value_name = "MODÈLE", help_heading = OPTIONS)]
        model: Option<String>,
        /// Répond en JSON.
        #[arg(long, help_heading = OPTIONS)]
        json: bool,
    },
    /// Le portrait d’un territoire : soignants, population, logement, et ce qui n’est pas publié.
    #[command(help_template = TEMPLATE, override_usage = "plaque portrait [OPTIONS] <CODE>...")]
    Portrait {
        /// Code INSEE ; plusieurs codes font un seul territoire.
        #[arg(value_name = "CODE", required = true, help_heading = ARGUMENTS)]
        codes: Vec<String>,
        /// Le territoire de la commune à ce niveau : epci, tvs, bassin, emploi, departement,
        /// region, france.
        #[arg(long, value_name = "NIVEAU", conflicts_with = "around", help_heading = OPTIONS)]
        level: Option<String>,
        /// Toutes les communes à moins de tant de km.
        #[arg(long, value_name = "KM", help_heading = OPTIONS)]
        around: Option<f64>,
        /// Répond en JSON.
        #[arg(long, help_heading = OPTIONS, conflicts_with_all = ["csv", "geojson"])]
        json: bool,
        /// Répond en CSV.
        #[arg(long, help_heading = OPTIONS, conflicts_with = "geojson")]
        csv: bool,
        /// Répond en GeoJSON, une commune par objet.
        #[arg(long, help_heading = OPTIONS)]
        geojson: bool,
    },
    /// Vérifie des fichiers de cas : une ligne par cas.
    #[command(help_template = TEMPLATE, override_usage = "plaque cases <FICHIER>...")]
    Cases {
        /// Fichiers de cas (TOML).
        #[arg(value_name = "FICHIER", required = true, help_heading = ARGUMENTS)]
        files: Vec<PathBuf>,
    },
    /// À qui s’adresser dans un département : organismes, avec le jour où leur contact a été vu.
    #[command(help_template = TEMPLATE, override_usage = "plaque contacts [OPTIONS] <CODE>")]
    Contacts {
        /// Code du département (12, 2A, 974) ou code INSEE d’une commune.
        #[arg(value_name = "CODE", help_heading = ARGUMENTS)]
        code: String,
        /// Jour de la question, AAAA-MM-JJ (défaut : aujourd’hui).
        #[arg(long, value_name = "JOUR", help_heading = OPTIONS)]
        date: Option<NaiveDate>,
        /// Répond en JSON.
        #[arg(long, help_heading = OPTIONS)]
        json: bool,
    },
    /// Si un point est dans un quartier prioritaire (QPV), et à combien de son bord.
    #[command(help_template = TEMPLATE, override_usage = "plaque quarter [OPTIONS] <LATITUDE> <LONGITUDE>")]
    Quarter {
        /// Degrés, point décimal ou virgule (43.2965).
        #[arg(value_name = "LATITUDE", help_heading = ARGUMENTS, value_parser = degrees, allow_hyphen_values = true)]
        latitude: f64,
        /// Degrés, vers l’est ; devant ceux de l’ouest, un moins (-61.07).
        #[arg(value_name = "LONGITUDE", help_heading = ARGUMENTS, value_parser = degrees, allow_hyphen_values = true)]
        longitude: f64,
        /// Répond en JSON.
        #[arg(long, help_heading = OPTIONS)]
        json: bool,
    },
    /// Les étapes d’une installation, avec leurs dates, les papiers et les aides à demander.
    #[command(help_template = TEMPLATE, override_usage = "plaque steps [OPTIONS]")]
    Steps {
        /// Premier jour d’activité libérale, AAAA-MM-JJ (défaut : aujourd’hui).
        #[arg(long, value_name = "JOUR", help_heading = OPTIONS)]
        date: Option<NaiveDate>,
        /// Répond en JSON.
        #[arg(long, help_heading = OPTIONS)]
        json: bool,
    },
    /// Cherche une commune par son nom, son code INSEE ou son code postal.
    #[command(help_template = TEMPLATE, override_usage = "plaque search [OPTIONS] <TEXTE>...")]
    Search {
        /// Ce que l’on cherche.
        #[arg(value_name = "TEXTE", required = true, help_heading = ARGUMENTS)]
        query: Vec<String>,
        /// Nombre de réponses au plus.
        #[arg(long, default_value_t = 10, value_name = "NOMBRE", hide_default_value = true, help_heading = OPTIONS)]
        limit: usize,
        /// Répond en JSON.
        #[arg(long, help_heading = OPTIONS)]
        json: bool,
    },
}

/// clap speaks English: what the user needs of its errors, in French.
pub(crate) fn misunderstood(error: &clap::Error) -> String {
    let detail: Vec<String> = error
        .context()
        .filter(|(kind, _)| {
            matches!(
                kind,
                clap::error::ContextKind::InvalidArg | clap::error::ContextKind::InvalidValue
            )
        })
        .map(|(_, value)| format!("«\u{202f}{value}\u{202f}»"))
        .collect();
    let detail =
        if detail.is_empty() { String::new() } else { format!("\u{202f}: {}", detail.join(", ")) };
    let what = match error.kind() {
        ErrorKind::MissingRequiredArgument => "Il manque un argument",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "Il manque une commande"
        }
        ErrorKind::ValueValidation | ErrorKind::InvalidValue => "Valeur incomprise",
        _ => "Commande incomprise",
    };
    format!("{what}{detail}. «\u{202f}plaque --help\u{202f}» dit ce qui est possible.")
}

/// Degrees, with a point or a comma.
fn degrees(text: &str) -> Result<f64, String> {
    text.replace(',', ".")
        .parse()
        .ok()
        .filter(|d: &f64| d.abs() <= 180.0)
        .ok_or_else(|| format!("« {text} » n’est pas un nombre de degrés, par exemple 43.2965"))
}

/// Three corners or more, as in an address.
fn outline(text: &str) -> Result<Outline, String> {
    text.parse().map_err(|_| format!("« {text} » n’est pas un tracé d’au moins trois points"))
}
