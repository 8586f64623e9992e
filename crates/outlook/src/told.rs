//! What page and command line both say: flags and effects of a place, in sentences and as data.

use std::fmt;

use serde::Serialize;
use territory::{AreaKind, Dataset, Role, Row, Zone, text};

use crate::{
    Book, ClassShare, Country, Disagreement, Effect, Flag, Model, Post, Reading, Side,
    classes_within, disagreement, flags,
};

/// A place with its legal class and its flags.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// INSEE code.
    pub code: String,
    /// Name.
    pub name: String,
    /// The legal class in one sentence, with its table and its doubt.
    pub legal: String,
    /// Name of the territoire de vie-santé.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tvs: Option<String>,
    /// Its communes by class.
    pub tvs_classes: Vec<ClassShare>,
    /// Other zonings: name, class, vintage, what to know.
    pub zonings: Vec<Zoning>,
    /// The statistical flags.
    pub flags: Vec<Flag>,
    /// Where class and access disagree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<Disagreement>,
}

/// A zoning at a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Zoning {
    /// Column.
    pub id: String,
    /// Name of the zoning.
    pub label: String,
    /// Class of the place, or why there is none.
    pub class: String,
    /// Period.
    pub vintage: String,
    /// What to know.
    pub limits: String,
}

impl Told {
    /// Collects everything about a place. Every column that is a classification is a zoning:
    /// another table needs no code.
    #[must_use]
    pub fn new(dataset: &Dataset, book: &Book, row: Row) -> Self {
        let g = dataset.gazetteer();
        let zoning = |column: &territory::Column| {
            let territory::Kind::Class(_) = column.spec.kind else { return None };
            // A classification that no authority decides is no zoning.
            if dataset.roles().of(&column.spec.id) == Some(Role::GpRegister) {
                return None;
            }
            let class = match (column.class(row), column.value(row)) {
                (Some(class), _) => class.label.clone(),
                (None, territory::Value::Absent(reason)) => text::absence(reason).to_owned(),
                (None, territory::Value::Known(_)) => return None,
            };
            let spec = &column.spec;
            let typeset = |s: &str| text::typeset(s);
            Some(Zoning {
                id: spec.id.clone(),
                label: typeset(&spec.label),
                class: typeset(&class),
                vintage: spec.vintage.clone(),
                limits: typeset(&spec.limits),
            })
        };
        Self {
            code: g.code(row).to_string(),
            name: g.name(row).to_owned(),
            legal: legal(dataset, row),
            tvs: g.area(AreaKind::Tvs, row).map(|t| t.name.clone()),
            tvs_classes: classes_within(dataset, AreaKind::Tvs, row),
            zonings: dataset.columns().filter_map(|c| zoning(c)).collect(),
            flags: flags(dataset, book, row),
            disagreement: disagreement(dataset, book, row),
        }
    }
}

/// The legal class in one sentence.
fn legal(dataset: &Dataset, row: Row) -> String {
    let vintage = dataset.by_role(Role::Zone).map_or("", |c| &c.spec.vintage);
    let class = match dataset.zone(row) {
        Zone::Known(class) => class.label.clone(),
        Zone::Absent(reason) => text::absence(reason).to_owned(),
        Zone::NotLoaded => "classement non chargé".to_owned(),
    };
    if let Some(own) = dataset.by_role(Role::Zone).filter(|c| !c.spec.provenance.is_shipped()) {
        return text::typeset(&format!(
            "{} (zonage des médecins, {vintage}). {}",
            text::sentence_case(&class),
            own.spec.limits
        ));
    }
    text::typeset(&format!(
        "{} (zonage des médecins, tableau de {vintage}). L'arrêté de l'agence régionale de santé fait seul foi ; ce tableau a été révisé depuis : à vérifier auprès de l'ARS.",
        text::sentence_case(&class)
    ))
}

impl Flag {
    /// The flag in one sentence: figure, threshold, period.
    #[must_use]
    pub fn in_words(&self) -> String {
        let number = |n: f64| {
            let one = if n < 2.0 {
                self.unit.strip_suffix('s').filter(|u| !u.contains(' '))
            } else {
                None
            };
            format!("{} {}", text::number(n, usize::from(self.shown)), one.unwrap_or(&self.unit))
        };
        let figure = match (self.value, self.absent) {
            (Some(v), _) => number(v),
            (None, reason) => reason.unwrap_or("inconnu").to_owned(),
        };
        let threshold = match (self.threshold, self.side) {
            (Some(t), Side::Below) => format!("seuil : moins de {}", number(t)),
            (Some(t), Side::Above) => format!("seuil : plus de {}", number(t)),
            (None, _) => "seuil inconnu".to_owned(),
        };
        text::typeset(&format!(
            "{} : {figure} ({threshold} ; {}, {})",
            self.label, self.level, self.vintage
        ))
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({})\n{}", self.name, self.code, self.legal)?;
        if let Some(d) = self.disagreement {
            writeln!(
                f,
                "{}",
                text::typeset(&format!(
                    "La loi et les chiffres ne disent pas la même chose : {}.",
                    d.in_words()
                ))
            )?;
        }
        for (title, wanted) in
            [("Signaux", Some(true)), ("Sans signal", Some(false)), ("Inconnu", None)]
        {
            let some: Vec<&Flag> = self.flags.iter().filter(|flag| flag.raised == wanted).collect();
            if !some.is_empty() {
                writeln!(f, "\n{title}")?;
            }
            for flag in some {
                writeln!(
                    f,
                    "  {}\n    {}\n    {}, {} <{}>",
                    flag.in_words(),
                    flag.why,
                    flag.producer,
                    flag.title,
                    flag.url
                )?;
            }
        }
        writeln!(f, "\nZonages")?;
        for z in &self.zonings {
            writeln!(f, "  {}\u{202f}: {} ({})", z.label, z.class, z.vintage)?;
        }
        if let Some(tvs) = &self.tvs {
            writeln!(f, "\nTerritoire de vie-santé (2019)\u{202f}: {tvs}")?;
            for c in &self.tvs_classes {
                let communes =
                    text::counted(crate::france::count(c.communes), "commune", "communes");
                writeln!(
                    f,
                    "  {}\u{202f}: {communes}, {} habitants",
                    c.class,
                    text::integer(c.people)
                )?;
            }
        }
        Ok(())
    }
}

/// What doctors more or fewer at some places change, told.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetUp {
    /// Where, and how many.
    pub posts: Vec<Placed>,
    /// Model that computed it.
    pub model: String,
    /// The published access that changes are added to: its name, its period, who publishes it.
    #[serde(skip)]
    pub start: String,
    /// Consultations that one of them gives in a year.
    pub consultations: f64,
    /// Consultations a year and per person below which access is called low.
    pub threshold: f64,
    /// Unit of every access below.
    pub unit: &'static str,
    /// The effect.
    #[serde(flatten)]
    pub effect: Effect,
    /// Code and name of each place of the effect, in its order.
    pub places: Vec<(String, String)>,
}

/// A post with its place in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Placed {
    /// INSEE code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Doctors more, in full-time posts; of those who leave, as many as the model counts.
    pub doctors: f64,
}

impl Placed {
    /// « 2 médecins de plus ».
    #[must_use]
    pub fn doctors_in_words(&self) -> String {
        let noun = if self.doctors.abs() >= 2.0 { "médecins" } else { "médecin" };
        let verb = if self.doctors > 0.0 { "de plus" } else { "de moins" };
        format!("{} {noun} {verb}", text::number(self.doctors.abs(), 2))
    }
}

/// Why nothing can be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSetUp {
    /// Not a number of doctors.
    Doctors,
    /// Nobody is there who could leave.
    NobodyToLeave,
    /// Doctors are counted by commune.
    Arrondissement,
    /// No town hall is known: nothing can be near.
    Nowhere,
}

impl fmt::Display for NoSetUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Doctors => "Le nombre de médecins doit être entre -100 et 100, et pas zéro.",
            Self::NobodyToLeave => "Le modèle ne compte aucun généraliste libéral dans cette commune\u{202f}: personne ne peut en partir.",
            Self::Arrondissement => {
                "Les médecins de Paris, Lyon et Marseille sont comptés pour la ville entière\u{202f}: demandez la ville."
            }
            Self::Nowhere => {
                "La mairie de cette commune n’est pas située dans nos tables\u{202f}: rien ne peut être calculé autour d’elle."
            }
        })
    }
}

impl SetUp {
    /// Computes the effect of doctors more or fewer at some places; one that is named twice counts
    /// as last said.
    ///
    /// # Errors
    /// See [`NoSetUp`], for the first place that it is true of.
    pub fn new(
        dataset: &Dataset,
        book: &Book,
        model: &Model,
        wanted: &[(Row, f64)],
    ) -> Result<Self, NoSetUp> {
        let country = Country::new(dataset, book, model);
        let catchment = country.compute();
        let posts: Result<Vec<Post>, NoSetUp> = wanted
            .iter()
            .map(|(row, doctors)| country.post(dataset, &catchment, *row, *doctors))
            .collect();
        Ok(Self::of(dataset, book, &country, &catchment, &posts?))
    }

    /// The same from a computation and posts that are there.
    #[must_use]
    pub fn of(
        dataset: &Dataset,
        book: &Book,
        country: &Country,
        catchment: &access::Catchment,
        posts: &[Post],
    ) -> Self {
        let g = dataset.gazetteer();
        let mut once: Vec<Post> = Vec::new();
        for post in posts {
            match once.iter_mut().find(|p| p.row == post.row) {
                Some(known) => *known = *post,
                None => once.push(*post),
            }
        }
        let named = |row: Row| (g.code(row).to_string(), g.name(row).to_owned());
        let effect = country.effect(catchment, &once, book.threshold);
        let placed = |p: &Post| {
            let (code, name) = named(p.row);
            Placed { code, name, doctors: p.doctors }
        };
        Self {
            posts: once.iter().map(placed).collect(),
            model: country.model.label.clone(),
            start: dataset.by_role(Role::Access).map_or_else(String::new, |c| {
                format!("APL {} de la {}", c.spec.vintage, c.spec.origin.producer)
            }),
            consultations: country.model.consultations,
            threshold: book.threshold,
            unit: "consultations accessibles par an et par habitant standardisé",
            places: effect.around.iter().map(|a| named(a.row)).collect(),
            effect,
        }
    }

    /// The effect in a few sentences.
    #[must_use]
    pub fn in_words(&self) -> String {
        let people =
            |n: f64| format!("{} habitant{}", text::integer(n), if n >= 2.0 { "s" } else { "" });
        let (Some(post), Some(here)) = (self.posts.first(), self.effect.around.first()) else {
            return String::new();
        };
        let threshold = text::fixed(self.threshold, 1);
        let crossing = |moved: f64, over: &str| match moved {
            n if n < 1.0 => format!("aucun habitant ne passe {over} {threshold}"),
            n if n < 2.0 => format!("un habitant passe {over} {threshold}"),
            n => format!("{} passent {over} {threshold}", people(n)),
        };
        let (come, go) = (
            self.posts.iter().any(|p| p.doctors > 0.0),
            self.posts.iter().any(|p| p.doctors < 0.0),
        );
        let mut crossings = Vec::new();
        if come {
            crossings.push(crossing(self.effect.lifted, "au-dessus de"));
        }
        if go {
            crossings.push(crossing(self.effect.dropped, "sous"));
        }
        let changed: Vec<_> = self.effect.around.iter().filter(|a| a.before != a.after).collect();
        let beginning = match &self.posts[1..] {
            [] => {
                let change = here.after.value() - here.before.value();
                format!(
                    "{} : {}, et l'accès y passe de {} à {} consultations par an et par habitant ({}{})",
                    post.name,
                    post.doctors_in_words(),
                    reading(here.before),
                    reading(here.after),
                    if change >= 0.0 { "+" } else { "−" },
                    text::fixed(change.abs(), 2),
                )
            }
            others => {
                let all: Vec<String> = std::iter::once(post)
                    .chain(others)
                    .map(|p| format!("{} ({})", p.name, p.doctors_in_words()))
                    .collect();
                format!("Ensemble, {}", text::listed(&all))
            }
        };
        text::typeset(&format!(
            "{beginning} ; {} dans {} voient leur accès changer, et {}.",
            people(changed.iter().map(|a| a.people).sum()),
            text::counted(crate::france::count(changed.len()), "commune", "communes"),
            crossings.join(" et "),
        ))
    }
}

impl Country {
    /// A post, if it can be computed; of doctors who leave, no more than the model counts.
    ///
    /// # Errors
    /// See [`NoSetUp`].
    pub fn post(
        &self,
        dataset: &Dataset,
        catchment: &access::Catchment,
        row: Row,
        doctors: f64,
    ) -> Result<Post, NoSetUp> {
        if !doctors.is_finite() || doctors == 0.0 || doctors.abs() > 100.0 {
            return Err(NoSetUp::Doctors);
        }
        if !dataset.gazetteer().is_commune(row) {
            return Err(NoSetUp::Arrondissement);
        }
        if !self.setting.ground.has_point(row.index()) {
            return Err(NoSetUp::Nowhere);
        }
        let there = catchment.supply(row.index()) / self.model.consultations;
        if doctors < 0.0 && there <= 0.0 {
            return Err(NoSetUp::NobodyToLeave);
        }
        Ok(Post { row, doctors: doctors.max(-there) })
    }
}

/// A figure of access, with a star where it is ours.
#[must_use]
pub fn reading(reading: Reading) -> String {
    match reading {
        Reading::Published(v) => text::fixed(v, 2),
        Reading::Computed(v) => format!("{}*", text::fixed(v, 2)),
    }
}

impl fmt::Display for SetUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}\nModèle\u{202f}: {}. Minutes estimées, non mesurées. Départ\u{202f}: {} (* calculé).",
            self.in_words(),
            self.model,
            self.start
        )?;
        let threshold = text::number(self.threshold, 1);
        writeln!(
            f,
            "\nPatients autour, par minutes estimées\u{202f}: habitants, dont en accès sous {threshold} avant, après"
        )?;
        for (b, a) in self.effect.before.iter().zip(&self.effect.after) {
            writeln!(
                f,
                "  {} min\u{202f}: {}, {}, {}",
                text::integer(b.minutes),
                text::integer(b.people),
                text::integer(b.lacking),
                text::integer(a.lacking)
            )?;
        }
        writeln!(f, "\nCommunes\u{202f}: km, minutes estimées, habitants, accès avant et après")?;
        for (a, (code, name)) in self.effect.around.iter().zip(&self.places) {
            let (km, minutes) = (text::fixed(a.km, 1), text::integer(a.minutes));
            writeln!(
                f,
                "  {code} {name}\u{202f}: {km} km, {minutes} min, {}, {} → {}",
                text::integer(a.people),
                reading(a.before),
                reading(a.after)
            )?;
        }
        Ok(())
    }
}
