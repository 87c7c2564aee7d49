//! Did you mean?

/// The known name that is one edit away from `name`, or two where it has six letters or more.
pub(crate) fn closest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| {
            let letters = candidate.chars().count();
            *distance < letters && *distance <= (letters / 3).clamp(1, 2)
        })
        .min_by_key(|(distance, candidate)| (*distance, candidate.len().abs_diff(name.len())))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let known = ["GET", "POST", "PUT", "PATCH"];
        assert_eq!(closest("PSOT", known), Some("POST"));
        assert_eq!(closest("PATHC", known), Some("PATCH"));
        assert_eq!(closest("tagz", ["tag", "tags"]), Some("tags"));
        assert_eq!(closest("API", known), None);
        assert_eq!(closest("BREW", known), None);
    }
}
