//! What the user tries beside what the doctor answers: doctors placed and their model, classes of a
//! map, the territory of a portrait, classes of zone read elsewhere. Its keys have a point, which no question's name has.

mod coordinates;
mod outline;
mod pieces;
mod point;
mod shortlist;
mod values;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};

use territory::{AreaKind, InseeCode};

use self::pieces::{code, joined, list, name_of, named, pairs, put, said, some};
pub use self::{
    outline::{LEAST_CORNERS, MOST_CORNERS, Outline},
    point::Point,
    shortlist::{MOST_COMPARED, MOST_KEPT},
    values::{Misread, Name, Number},
};

/// How the figures of a map are cut into classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Classes {
    /// Bounds of the indicator's table.
    #[default]
    Table,
    /// As many places in each.
    Quantiles,
    /// Ranges of the same width.
    Equal,
    /// Natural breaks (Jenks): least spread within classes.
    Natural,
    /// Even steps on both sides of [`Scenario::mark`].
    Around,
    /// At [`Scenario::bounds`], as the user wrote them.
    ByHand,
}

impl Classes {
    /// Every way, with its name in the address.
    pub const ALL: [(Self, &str); 6] = [
        (Self::Table, "table"),
        (Self::Quantiles, "quantiles"),
        (Self::Equal, "egales"),
        (Self::Natural, "naturelles"),
        (Self::Around, "repere"),
        (Self::ByHand, "bornes"),
    ];
}

/// The territory of a portrait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Territory {
    /// The place on the sheet.
    #[default]
    Place,
    /// The area of this kind around it.
    Area(AreaKind),
    /// A circle of [`Scenario::radius_km`].
    Circle,
    /// The place and [`Scenario::members`].
    Members,
    /// The whole country.
    Country,
    /// A perimeter of the user's files, by its position among them.
    Perimeter(u16),
}

/// Kinds of areas, by their name in the address.
const AREAS: [(AreaKind, &str); 6] = [
    (AreaKind::Tvs, "tvs"),
    (AreaKind::BassinDeVie, "bassin"),
    (AreaKind::Epci, "epci"),
    (AreaKind::ZoneEmploi, "emploi"),
    (AreaKind::Departement, "departement"),
    (AreaKind::Region, "region"),
];
const PERIMETER: &str = "perimetre-";

impl FromStr for Territory {
    type Err = Misread;

    fn from_str(text: &str) -> Result<Self, Misread> {
        match (text, text.strip_prefix(PERIMETER)) {
            ("commune", _) => Ok(Self::Place),
            ("rayon", _) => Ok(Self::Circle),
            ("communes", _) => Ok(Self::Members),
            ("france", _) => Ok(Self::Country),
            (_, Some(position)) => position.parse().map(Self::Perimeter).map_err(|_| Misread),
            (name, None) => named(&AREAS, name).map(Self::Area),
        }
    }
}

impl fmt::Display for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place => f.write_str("commune"),
            Self::Circle => f.write_str("rayon"),
            Self::Members => f.write_str("communes"),
            Self::Country => f.write_str("france"),
            Self::Perimeter(position) => write!(f, "{PERIMETER}{position}"),
            Self::Area(kind) => f.write_str(name_of(&AREAS, *kind)),
        }
    }
}

/// What the user tries. Nothing of it is checked against the data: a view leaves out what they
/// lack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// Doctors placed at the place on the sheet, full-time posts; negative where some leave.
    pub doctors: Option<Number>,
    /// Doctors kept at places while others are looked at, full-time posts.
    pub kept: BTreeMap<InseeCode, Number>,
    /// Model of access to care.
    pub model: Option<Name>,
    /// Consultations that one doctor gives in a year.
    pub consultations: Option<Number>,
    /// Areas in which a figure is gathered; none for communes.
    pub level: Option<AreaKind>,
    /// How the map of access is cut.
    pub classes: Classes,
    /// The mark of [`Classes::Around`], in the unit of the figure.
    pub mark: Option<Number>,
    /// Bounds of [`Classes::ByHand`], in the unit of the figure and as written.
    pub bounds: Vec<Number>,
    /// Figures below are not shown.
    pub from: Option<Number>,
    /// Figures above are not shown.
    pub to: Option<Number>,
    /// The territory of the portrait.
    pub territory: Territory,
    /// Radius of [`Territory::Circle`], km.
    pub radius_km: Option<u8>,
    /// Communes of [`Territory::Members`], the place on the sheet aside.
    pub members: BTreeSet<InseeCode>,
    /// The figure in the charts of the portrait.
    pub figure: Option<Name>,
    /// Kind of health structures listed; none for the main ones.
    pub structures: Option<Name>,
    /// How far structures are listed, km.
    pub structures_km: Option<u8>,
    /// The specialty whose nearest doctors are listed.
    pub specialty: Option<Name>,
    /// Classes that the user has read in the acts in force, by place.
    pub stated: BTreeMap<InseeCode, Name>,
    /// The point where the doctor would practise.
    pub point: Option<Point>,
    /// What is looked for in « Trouver »: read there.
    pub wanted: String,
    /// The [`Outline`] that is drawn for it: read there.
    pub outline: String,
    /// Places that the user keeps in mind, in the order in which they were kept.
    pub shortlist: Vec<InseeCode>,
    /// Those of them that are compared; the first ones while the user chooses none.
    pub compared: Vec<InseeCode>,
    /// The place whose like is sought.
    pub alike: Option<InseeCode>,
    /// Numbers of teams (CPTS, MSP, health centre), by the question that asks for them.
    pub teams: BTreeMap<Name, Number>,
}

const DOCTORS: &str = "acces.medecins";
const KEPT: &str = "acces.gardes";
const MODEL: &str = "acces.modele";
const CONSULTATIONS: &str = "acces.consultations";
const LEVEL: &str = "acces.niveau";
const CLASSES: &str = "acces.classes";
const MARK: &str = "acces.repere";
const BOUNDS: &str = "acces.bornes";
const FROM: &str = "acces.de";
const TO: &str = "acces.a";
const TERRITORY: &str = "portrait.territoire";
const RADIUS: &str = "portrait.rayon";
const MEMBERS: &str = "portrait.avec";
const FIGURE: &str = "portrait.chiffre";
const STRUCTURES: &str = "portrait.structures";
const STRUCTURES_KM: &str = "portrait.autour";
const SPECIALTY: &str = "portrait.specialite";
const TEAMS: &str = "portrait.equipes";
const STATED: &str = "aides.classe";
const POINT: &str = "adresse.point";
const WANTED: &str = "trouver.criteres";
const OUTLINE: &str = "trouver.trace";
const SHORTLIST: &str = "projet.lieux";
const COMPARED: &str = "projet.compares";
const ALIKE: &str = "projet.semblables";

/// How the keys of old links begin.
const OLD: &str = "plan_";
/// Keys of old links, without their beginning, and those of today. What is not here and is a number
/// belonged to a team.
const OLD_KEYS: [(&str, &str); 15] = [
    ("doctors", DOCTORS),
    ("model", MODEL),
    ("gives", CONSULTATIONS),
    ("level", LEVEL),
    ("cut", CLASSES),
    ("mark", MARK),
    ("bounds", BOUNDS),
    ("from", FROM),
    ("to", TO),
    ("area", TERRITORY),
    ("km", RADIUS),
    ("figure", FIGURE),
    ("kind", STRUCTURES),
    ("near", STRUCTURES_KM),
    ("specialty", SPECIALTY),
];

impl Scenario {
    /// Sets what a piece of the fragment says, in the form of today or of old links; none where the
    /// key is not of a scenario.
    ///
    /// # Errors
    /// The value is not one of the key's; what was there stays.
    pub fn set(&mut self, key: &str, value: &str) -> Option<Result<(), Misread>> {
        Some(match key {
            DOCTORS => put(&mut self.doctors, value),
            KEPT => pairs(value, code).map(|read| self.kept = read),
            MODEL => put(&mut self.model, value),
            CONSULTATIONS => put(&mut self.consultations, value),
            LEVEL => named(&AREAS, value).map(|kind| self.level = Some(kind)),
            CLASSES => named(&Classes::ALL, value).map(|way| self.classes = way),
            MARK => put(&mut self.mark, value),
            BOUNDS => {
                list(value, |v| v.parse().map_err(|_| Misread)).map(|read| self.bounds = read)
            }
            FROM => put(&mut self.from, value),
            TO => put(&mut self.to, value),
            TERRITORY => value.parse().map(|territory| self.territory = territory),
            RADIUS => put(&mut self.radius_km, value),
            MEMBERS => list(value, code).map(|read| self.members = read),
            FIGURE => put(&mut self.figure, value),
            STRUCTURES => put(&mut self.structures, value),
            STRUCTURES_KM => put(&mut self.structures_km, value),
            SPECIALTY => put(&mut self.specialty, value),
            TEAMS => pairs(value, str::parse).map(|read| self.teams = read),
            STATED => pairs(value, code).map(|read| self.stated = read),
            POINT => put(&mut self.point, value),
            SHORTLIST => shortlist::few(value, MOST_KEPT, &mut self.shortlist),
            COMPARED => shortlist::few(value, MOST_COMPARED, &mut self.compared),
            ALIKE => code(value).map(|read| self.alike = Some(read)),
            WANTED | OUTLINE => {
                let read_there = if key == WANTED { &mut self.wanted } else { &mut self.outline };
                value.clone_into(read_there);
                Ok(())
            }
            _ => return self.set_old(key.strip_prefix(OLD)?, value),
        })
    }

    /// Sets what an old link says, one place and one number a piece.
    fn set_old(&mut self, key: &str, value: &str) -> Option<Result<(), Misread>> {
        if let Some(place) = key.strip_prefix("in_") {
            return Some(code(place).and_then(|code| {
                self.kept.insert(code, value.parse()?);
                Ok(())
            }));
        }
        if let Some(place) = key.strip_prefix("with_") {
            return Some(code(place).map(|code| self.members.extend([code])));
        }
        match OLD_KEYS.iter().find(|k| k.0 == key) {
            Some((_, BOUNDS)) => self.set(BOUNDS, &value.replace('_', ",")),
            Some((_, today)) => self.set(today, value),
            None => Some(key.parse().and_then(|question| {
                self.teams.insert(question, value.parse()?);
                Ok(())
            })),
        }
    }

    /// Whether it tries something else than another one, and not the same with other weights or other
    /// places kept: a slider that is moved leaves no step at each of its marks, and « back » goes to the
    /// view before without letting go of a place.
    #[must_use]
    pub fn is_step_from(&self, other: &Self) -> bool {
        let asked = |s: &Self| {
            let is_weight = |p: &&str| p.starts_with("poids:");
            let asked = s.wanted.split(',').filter(|p| !is_weight(p));
            Self {
                wanted: asked.collect::<Vec<_>>().join(","),
                shortlist: Vec::new(),
                compared: Vec::new(),
                ..s.clone()
            }
        };
        asked(self) != asked(other)
    }

    /// Pieces of the fragment: key and value of all that is not the default.
    #[must_use]
    pub fn pieces(&self) -> Vec<(&'static str, String)> {
        let classes =
            (self.classes != Classes::Table).then(|| name_of(&Classes::ALL, self.classes));
        let territory = (self.territory != Territory::Place).then_some(self.territory);
        let all = [
            (DOCTORS, said(self.doctors.as_ref())),
            (KEPT, joined(self.kept.iter().map(|(code, n)| format!("{code}:{n}")))),
            (MODEL, said(self.model.as_ref())),
            (CONSULTATIONS, said(self.consultations.as_ref())),
            (LEVEL, self.level.map(|kind| name_of(&AREAS, kind).to_owned())),
            (CLASSES, said(classes.as_ref())),
            (MARK, said(self.mark.as_ref())),
            (BOUNDS, joined(self.bounds.iter())),
            (FROM, said(self.from.as_ref())),
            (TO, said(self.to.as_ref())),
            (TERRITORY, said(territory.as_ref())),
            (RADIUS, said(self.radius_km.as_ref())),
            (MEMBERS, joined(self.members.iter())),
            (FIGURE, said(self.figure.as_ref())),
            (STRUCTURES, said(self.structures.as_ref())),
            (STRUCTURES_KM, said(self.structures_km.as_ref())),
            (SPECIALTY, said(self.specialty.as_ref())),
            (TEAMS, joined(self.teams.iter().map(|(question, n)| format!("{question}:{n}")))),
            (POINT, said(self.point.as_ref())),
            (WANTED, some(&self.wanted)),
            (OUTLINE, some(&self.outline)),
            (SHORTLIST, joined(self.shortlist.iter())),
            (COMPARED, joined(self.compared.iter())),
            (ALIKE, said(self.alike.as_ref())),
            (STATED, joined(self.stated.iter().map(|(code, class)| format!("{code}:{class}")))),
        ];
        all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }

    /// Keys and values as old links have them.
    #[must_use]
    pub fn to_old(&self) -> Vec<(String, String)> {
        let one = |key: &str, value: &dyn fmt::Display| (format!("{OLD}{key}"), value.to_string());
        let old = |today: &str| OLD_KEYS.iter().find(|k| k.1 == today).map(|k| k.0);
        let simple = self.pieces().into_iter().filter_map(|(key, value)| {
            let value = if key == BOUNDS { value.replace(',', "_") } else { value };
            Some(one(old(key)?, &value))
        });
        let kept = self.kept.iter().map(|(code, n)| one(&format!("in_{code}"), n));
        let members = self.members.iter().map(|code| one(&format!("with_{code}"), &1));
        let teams = self.teams.iter().map(|(question, n)| one(question.as_str(), n));
        simple.chain(kept).chain(members).chain(teams).collect()
    }

    /// The part that the portrait shows, without what is tried in other views.
    #[must_use]
    pub fn portrait_only(&self) -> Self {
        Self {
            territory: self.territory,
            radius_km: self.radius_km,
            members: self.members.clone(),
            figure: self.figure.clone(),
            structures: self.structures.clone(),
            structures_km: self.structures_km,
            specialty: self.specialty.clone(),
            ..Self::default()
        }
    }
}
