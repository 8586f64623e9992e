//! The words and abbreviations of the field, in plain French.

/// A term that stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its number in [`TERMS`].
    pub term: usize,
    /// Where it begins, in code units of UTF-16, as browsers count.
    pub from: u32,
    /// Where what follows it begins.
    pub to: u32,
}

/// The terms of one word that stand in a text, in its order. As in French, an abbreviation may be
/// written in capitals where we do not (« INSEE »), and is never part of a longer word.
#[must_use]
pub fn found_in(text: &str) -> Vec<Found> {
    let mut out = Vec::new();
    let (mut at, mut word) = (0_u32, String::new());
    // A sign at the end ends the last word.
    for c in text.chars().chain([' ']) {
        if c.is_alphanumeric() {
            word.push(c);
        } else if !word.is_empty() {
            let is_it = |term: &str| {
                term == word
                    || (word.eq_ignore_ascii_case(term)
                        && !word.bytes().any(|b| b.is_ascii_lowercase()))
            };
            if let Some(term) = TERMS.iter().position(|(term, _)| is_it(term)) {
                let units = u32::try_from(word.encode_utf16().count()).unwrap_or_default();
                out.push(Found { term, from: at - units, to: at });
            }
            word.clear();
        }
        at += u32::try_from(c.len_utf16()).unwrap_or_default();
    }
    out
}

/// A term and what it means, in the order of the alphabet. Amounts and dates are in the rules, never
/// here.
pub const TERMS: [(&str, &str); 59] = [
    (
        "ACI",
        "Accord conventionnel interprofessionnel\u{202f}: ce que l’Assurance Maladie paie à une MSP ou à une CPTS pour son travail en équipe.",
    ),
    (
        "Acte de zonage",
        "Arrêté par lequel l’ARS classe les communes de sa région. Un acte en remplace un autre tous les deux ans au plus\u{202f}: la classe qui compte est celle du jour de l’installation.",
    ),
    (
        "ADEME",
        "Agence de la transition écologique\u{202f}: elle réunit, avec Etalab, les prix des ventes de logements.",
    ),
    (
        "ALD",
        "Affection de longue durée\u{202f}: maladie dont les soins sont pris en charge à part.",
    ),
    ("ANCT", "Agence nationale de la cohésion des territoires\u{202f}: elle publie les QPV."),
    (
        "APL",
        "Accessibilité potentielle localisée\u{202f}: nombre de consultations de généralistes qu’un habitant peut espérer par an, compte tenu de l’offre et de la demande alentour.",
    ),
    (
        "ARS",
        "Agence régionale de santé\u{202f}: elle fixe par arrêté le zonage des médecins de sa région. Son arrêté seul fait foi.",
    ),
    (
        "BNC",
        "Bénéfices non commerciaux\u{202f}: la catégorie d’impôt des recettes d’un médecin libéral.",
    ),
    (
        "BPE",
        "Base permanente des équipements de l’Insee\u{202f}: ce qui existe dans chaque commune, dont les lieux d’exercice.",
    ),
    (
        "C2S",
        "Complémentaire santé solidaire\u{202f}: pour les personnes dont les ressources sont faibles. Ces patients ne paient pas de dépassement.",
    ),
    ("CAI", "Contrat d’aide à l’installation d’un centre de santé."),
    ("CAIM", "Contrat d’aide à l’installation des médecins."),
    ("CARMF", "Caisse autonome de retraite des médecins de France."),
    (
        "CDE",
        "Contrat de début d’exercice\u{202f}: signé avec l’ARS au début de l’exercice libéral, il garantit un complément de revenu.",
    ),
    (
        "CESP",
        "Contrat d’engagement de service public\u{202f}: une allocation pendant les études, contre un exercice là où les médecins manquent.",
    ),
    (
        "CFE",
        "Cotisation foncière des entreprises\u{202f}: impôt local que paie aussi un cabinet. La commune peut en exonérer un médecin.",
    ),
    (
        "Cnam",
        "Caisse nationale de l’Assurance Maladie\u{202f}: elle compte les médecins et leurs patients.",
    ),
    ("COSCO", "Contrat de stabilisation et de coordination d’un centre de santé."),
    (
        "COSCOM",
        "Contrat de stabilisation et de coordination médecin\u{202f}: pour qui exerce déjà en zone et en équipe.",
    ),
    (
        "COTRAM",
        "Contrat de transition médecin\u{202f}: pour qui prépare sa retraite et accueille un confrère plus jeune.",
    ),
    (
        "CPAM",
        "Caisse primaire d’assurance maladie du département\u{202f}: elle signe et paie les contrats conventionnels.",
    ),
    (
        "CPTS",
        "Communauté professionnelle territoriale de santé\u{202f}: les soignants d’un même territoire qui s’organisent ensemble.",
    ),
    ("CRAI", "Contrat régional d’aide à l’installation, de l’ARS Hauts-de-France."),
    ("CST", "Contrat de solidarité territoriale d’un centre de santé."),
    (
        "CSTM",
        "Contrat de solidarité territoriale médecin\u{202f}: pour qui vient exercer quelques jours en zone.",
    ),
    ("CSV", "Tableau en texte, que tout tableur ouvre."),
    (
        "DEPP",
        "Service statistique du ministère de l’Éducation nationale\u{202f}: écoles, collèges et lycées.",
    ),
    (
        "DGCL",
        "Direction générale des collectivités locales\u{202f}: elle publie la liste des communes en FRR.",
    ),
    ("DGOS", "Direction générale de l’offre de soins, au ministère de la Santé."),
    (
        "DREES",
        "Direction de la recherche, des études, de l’évaluation et des statistiques, au ministère de la Santé\u{202f}: elle calcule et publie l’APL.",
    ),
    (
        "DVF",
        "Demandes de valeurs foncières\u{202f}: les ventes de logements que l’administration fiscale publie.",
    ),
    ("EHPAD", "Établissement d’hébergement pour personnes âgées dépendantes."),
    (
        "EPCI",
        "Établissement public de coopération intercommunale\u{202f}: la communauté de communes, d’agglomération ou urbaine, ou la métropole.",
    ),
    ("ETP", "Équivalent temps plein\u{202f}: deux mi-temps font un ETP."),
    (
        "FMF",
        "Fédération des médecins de France, un syndicat de médecins libéraux\u{202f}: nous lui devons une estimation, qui est nommée comme telle.",
    ),
    (
        "FMT",
        "Forfait médecin traitant\u{202f}: ce que l’Assurance Maladie verse au médecin traitant selon ses patients, majoré en zone.",
    ),
    (
        "FNORS",
        "Fédération nationale des observatoires régionaux de la santé\u{202f}: elle prépare des tableaux de CartoSanté.",
    ),
    (
        "FRR",
        "France ruralités revitalisation\u{202f}: zonage fiscal qui ouvre des exonérations d’impôts (anciennement ZRR).",
    ),
    ("HAD", "Hospitalisation à domicile."),
    ("Hors zonage", "Ni ZIP, ni ZAC, ni ZAR\u{202f}: pas d’aide conventionnelle liée à la zone."),
    (
        "Insee",
        "Institut national de la statistique et des études économiques\u{202f}: population, équipements, revenus. Le code Insee d’une commune a cinq signes et n’est pas son code postal.",
    ),
    (
        "MSP",
        "Maison de santé pluriprofessionnelle\u{202f}: des soignants libéraux qui travaillent ensemble autour d’un projet de santé.",
    ),
    (
        "OPTAM",
        "Option pratique tarifaire maîtrisée\u{202f}: un médecin de secteur 2 qui l’a signée modère ses dépassements. OPTAM-ACO est celle des anesthésistes, des chirurgiens et des obstétriciens.",
    ),
    (
        "PAPS",
        "Portail d’accompagnement des professionnels de santé\u{202f}: dans chaque région, le site de l’ARS pour qui s’installe.",
    ),
    (
        "PDSA",
        "Permanence des soins ambulatoires\u{202f}: les gardes du soir, de la nuit et du week-end.",
    ),
    (
        "PTMA",
        "Praticien territorial de médecine ambulatoire\u{202f}: contrat d’un généraliste avec l’ARS, que la loi rétablit\u{202f}; son décret n’a pas été trouvé.",
    ),
    (
        "PTMR",
        "Praticien territorial médical de remplacement\u{202f}: ancien contrat des remplaçants, réuni depuis dans le CDE.",
    ),
    (
        "QPV",
        "Quartier prioritaire de la politique de la ville\u{202f}: son périmètre est fixé par décret, et l’adresse du cabinet décide.",
    ),
    (
        "Secteur 1, secteur 2",
        "En secteur 1, les tarifs de la convention\u{202f}; en secteur 2, des honoraires libres, avec ou sans OPTAM.",
    ),
    ("SMUR", "Service mobile d’urgence et de réanimation\u{202f}: il va vers le patient."),
    (
        "SNCF",
        "Société nationale des chemins de fer français\u{202f}: elle publie ses gares et leurs trains.",
    ),
    ("SSIAD", "Service de soins infirmiers à domicile."),
    (
        "TVS",
        "Territoire de vie-santé\u{202f}: le groupe de communes sur lequel le zonage est calculé.",
    ),
    ("Urssaf", "Elle reçoit les cotisations sociales des médecins libéraux."),
    (
        "ZAC",
        "Zone d’action complémentaire\u{202f}: moins touchée que la ZIP, elle ouvre une partie des aides.",
    ),
    (
        "ZAR",
        "Classe propre à certaines régions, qui ne veut pas dire la même chose partout\u{202f}: en Occitanie, zone d’appui régional, sans aide nationale\u{202f}; en Bretagne, une part de la ZAC que la région aide davantage.",
    ),
    ("ZFU", "Zone franche urbaine\u{202f}: quartier où des impôts sont allégés, selon des dates."),
    (
        "ZIP",
        "Zone d’intervention prioritaire\u{202f}: là où le manque de médecins est le plus fort. Elle ouvre les aides les plus élevées.",
    ),
    ("ZRR", "Zone de revitalisation rurale\u{202f}: l’ancien zonage fiscal, remplacé par FRR."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_stand_in_the_order_of_the_alphabet() {
        let key = |term: &str| territory::text::plain_key(term);
        assert!(TERMS.windows(2).all(|w| key(w[0].0) < key(w[1].0)));
    }
}
