//! What doctors more or fewer at some places change, in sentences and as data.

use std::fmt;

use serde::Serialize;
use territory::{Dataset, Role, Row, text};

use crate::{Book, Country, Effect, Model, Post, Reading};

/// The report on what doctors more or fewer at some places change.
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
    /// What changes, and where.
    #[serde(flatten)]
    pub effect: Effect,
    /// Code and name of each place of the effect, in its order.
    pub places: Vec<(String, String)>,
}

/// A post with its place in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Placed {
    /// INSEE code, five characters.
    pub code: String,
    /// Official name of the place, with its article.
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

/// The least change of access that is counted as one, consultations a year and per person: a tenth of
/// the last decimal that is read. The map leaves less than it uncoloured.
pub const LEAST_CHANGE: f64 = 0.001;

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
            Self::NobodyToLeave => "Le modèle ne compte aucun généraliste dans cette commune\u{202f}: personne ne peut en partir.",
            Self::Arrondissement => {
                "Les médecins de Paris, Lyon et Marseille sont comptés pour la ville entière\u{202f}: demandez la ville."
            }
            Self::Nowhere => {
                "La mairie de cette commune n’est pas située dans les données de Plaque\u{202f}: rien ne peut être calculé autour d’elle."
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
        catchment: &catchment::Catchment,
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

    /// What the first place gains, consultations a year and per person as they are read, and how many
    /// people around have another access then.
    #[must_use]
    pub fn gain(&self) -> Option<(f64, f64)> {
        let here = self.effect.around.first()?;
        // The difference of the two figures as they are read, and not one that they belie.
        let read = |r: Reading| (r.value() * 100.0).round() / 100.0;
        Some((read(here.after) - read(here.before), self.changed().map(|a| a.people).sum()))
    }

    /// The same of one doctor more at a place.
    ///
    /// # Errors
    /// See [`NoSetUp`].
    pub fn gain_of_one(
        dataset: &Dataset,
        book: &Book,
        country: &Country,
        catchment: &catchment::Catchment,
        row: Row,
    ) -> Result<(f64, f64), NoSetUp> {
        let post = country.post(dataset, catchment, row, 1.0)?;
        Self::of(dataset, book, country, catchment, &[post]).gain().ok_or(NoSetUp::Nowhere)
    }

    /// The communes where access changes.
    fn changed(&self) -> impl Iterator<Item = &crate::Around> {
        let changes =
            |a: &&crate::Around| (a.after.value() - a.before.value()).abs() >= LEAST_CHANGE;
        self.effect.around.iter().filter(changes)
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
        // Into the weak access or out of it.
        let crossing = |moved: f64, [one, many]: [&str; 2], low: &str| match moved {
            n if n < 1.0 => format!("aucun habitant ne {one} {low} (seuil : {threshold})"),
            n if n < 2.0 => format!("un habitant {one} {low} (seuil : {threshold})"),
            n => format!("{} {many} {low} (seuil : {threshold})", people(n)),
        };
        let (come, go) = (
            self.posts.iter().any(|p| p.doctors > 0.0),
            self.posts.iter().any(|p| p.doctors < 0.0),
        );
        let mut crossings = Vec::new();
        if come {
            crossings.push(crossing(self.effect.lifted, ["sort", "sortent"], "du faible accès"));
        }
        if go {
            crossings.push(crossing(
                self.effect.dropped,
                ["tombe", "tombent"],
                "dans le faible accès",
            ));
        }
        let changed = self.changed().count();
        let (change, moved) = self.gain().unwrap_or_default();
        let beginning = match &self.posts[1..] {
            [] => {
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
            people(moved),
            text::counted(crate::france::count(changed), "commune", "communes"),
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
        catchment: &catchment::Catchment,
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
