//! A picture of what is on the screen, and how many colours it really has.

use std::collections::HashMap;

use anyhow::{Context, Result};

/// Decoded pixels, three bytes each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    /// Decodes a PNG.
    pub fn decode(png: &[u8]) -> Result<Self> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info()?;
        let mut bytes = vec![0; reader.output_buffer_size().context("the picture is too large")?];
        let info = reader.next_frame(&mut bytes)?;
        let step = info.color_type.samples();
        anyhow::ensure!(step >= 3, "a picture without colours");
        let pixels =
            bytes[..info.buffer_size()].chunks_exact(step).map(|p| [p[0], p[1], p[2]]).collect();
        Ok(Self { width: info.width as usize, pixels })
    }

    /// Pixels from left to right.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// Pixels from top to bottom.
    #[must_use]
    pub fn height(&self) -> usize {
        self.pixels.len() / self.width.max(1)
    }

    /// How light a pixel is; light outside the picture.
    #[must_use]
    pub fn grey(&self, x: usize, y: usize) -> u8 {
        self.pixels.get(y * self.width + x).map_or(u8::MAX, |p| p[1])
    }

    /// Colours that cover at least this share of the picture, widest first.
    #[must_use]
    pub fn main_colours(&self, share: f64) -> Vec<[u8; 3]> {
        let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
        for pixel in &self.pixels {
            *counts.entry(*pixel).or_default() += 1;
        }
        let floor = share * self.pixels.len() as f64;
        let mut wide: Vec<_> = counts.into_iter().filter(|(_, n)| *n as f64 >= floor).collect();
        wide.sort_by_key(|(colour, n)| (std::cmp::Reverse(*n), *colour));
        wide.into_iter().map(|(colour, _)| colour).collect()
    }

    /// Share of pixels that differ from another picture of the same size; 1 when the sizes differ.
    #[must_use]
    pub fn difference(&self, other: &Self) -> f64 {
        if self.width != other.width || self.pixels.len() != other.pixels.len() {
            return 1.0;
        }
        let differing =
            self.pixels.iter().zip(&other.pixels).filter(|(a, b)| !alike(**a, **b)).count();
        differing as f64 / self.pixels.len().max(1) as f64
    }
}

/// Two renderers may round a mixed colour differently; nobody sees that.
fn alike(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(&b).all(|(a, b)| a.abs_diff(*b) <= 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(width: u32, rgb: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, 1);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header().unwrap().write_image_data(rgb).unwrap();
        out
    }

    #[test]
    fn rare_colours_do_not_count() {
        let picture = Picture::decode(&encode(4, &[1, 1, 1, 1, 1, 1, 1, 1, 1, 9, 9, 9])).unwrap();
        assert_eq!(picture.main_colours(0.5), [[1, 1, 1]]);
        assert_eq!(picture.main_colours(0.1), [[1, 1, 1], [9, 9, 9]]);
    }

    #[test]
    fn differences_are_a_share_of_the_picture() {
        let a = Picture::decode(&encode(2, &[1, 1, 1, 2, 2, 2])).unwrap();
        let b = Picture::decode(&encode(2, &[1, 5, 1, 2, 2, 40])).unwrap();
        let c = Picture::decode(&encode(1, &[1, 1, 1])).unwrap();
        assert!((a.difference(&b) - 0.5).abs() < 1e-9);
        assert!((a.difference(&c) - 1.0).abs() < 1e-9);
    }
}
