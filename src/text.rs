//! Words of the page that no fact changes: names of files in messages, glossary, statements.

/// What a file of the dataset is, for a sentence that begins with « Impossible de charger ».
pub(crate) fn file(name: &str, label: Option<&str>) -> String {
    match name {
        "places" => "la liste des communes".to_owned(),
        "rules" => "les règles des aides".to_owned(),
        "contours-coarse" => "le fond de carte".to_owned(),
        "contours-fine" => "le détail des contours".to_owned(),
        "contours-digits" => "la précision des contours".to_owned(),
        _ => label.map_or_else(
            || "un indicateur".to_owned(),
            |l| format!("l’indicateur «\u{202f}{l}\u{202f}»"),
        ),
    }
}

/// What the page still does without a file.
pub(crate) fn what_remains(name: &str) -> &'static str {
    match name {
        "places" => "La carte reste visible, mais ni la recherche ni les fiches ne répondent.",
        "rules" => "La carte et les chiffres restent là, mais les contrats ne sont pas calculés.",
        "contours-coarse" => "La recherche, les fiches et le tableau fonctionnent sans la carte.",
        "contours-fine" => "La carte garde des contours simplifiés.",
        "contours-digits" => "La carte garde des contours arrondis à 60\u{a0}m.",
        _ => "Le reste de la page fonctionne.",
    }
}

/// Terms of the field with their plain meaning.
pub(crate) const GLOSSARY: [(&str, &str); 12] = [
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
        "Zone d’accompagnement régional\u{202f}: classe propre à certaines régions, aidée selon les règles de leur ARS.",
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
