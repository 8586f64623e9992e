//! Words of the page that no fact changes: glossary, statements.

/// Terms of the field with their plain meaning.
pub(crate) const GLOSSARY: [(&str, &str); 13] = [
    (
        "ZIP",
        "Zone d’intervention prioritaire\u{202f}: là où le manque de médecins est le plus fort. Elle ouvre les aides les plus élevées.",
    ),
    (
        "ZAC",
        "Zone d’action complémentaire\u{202f}: moins touchée que la ZIP, elle ouvre une partie des aides.",
    ),
    (
        "ZAR",
        "Classe propre à certaines régions, qui ne veut pas dire la même chose partout\u{202f}: en Occitanie, zone d’appui régional, sans aide nationale\u{a0}; en Bretagne, une part de la ZAC que la région aide davantage.",
    ),
    (
        "Acte de zonage",
        "Arrêté par lequel l’ARS classe les communes de sa région. Un acte en remplace un autre tous les deux ans au plus\u{202f}: la classe qui compte est celle du jour de l’installation.",
    ),
    ("Hors zonage", "Ni ZIP, ni ZAC, ni ZAR\u{202f}: pas d’aide conventionnelle liée à la zone."),
    (
        "ARS",
        "Agence régionale de santé\u{202f}: elle fixe par arrêté le zonage des médecins de sa région. Son arrêté seul fait foi.",
    ),
    (
        "TVS",
        "Territoire de vie-santé\u{202f}: le groupe de communes sur lequel le zonage est calculé.",
    ),
    (
        "APL",
        "Accessibilité potentielle localisée\u{202f}: nombre de consultations de généralistes qu’un habitant peut espérer par an, compte tenu de l’offre et de la demande alentour.",
    ),
    ("CAIM", "Contrat d’aide à l’installation des médecins."),
    (
        "COSCOM",
        "Contrat de stabilisation et de coordination médecin\u{202f}: pour qui exerce déjà en zone et en équipe.",
    ),
    (
        "COTRAM",
        "Contrat de transition médecin\u{202f}: pour qui prépare sa retraite et accueille un confrère plus jeune.",
    ),
    (
        "CSTM",
        "Contrat de solidarité territoriale médecin\u{202f}: pour qui vient exercer quelques jours en zone.",
    ),
    (
        "FRR",
        "France ruralités revitalisation\u{202f}: zonage fiscal qui ouvre des exonérations d’impôts (anciennement ZRR).",
    ),
];
