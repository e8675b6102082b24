//! Points on the sphere and the haversine distance between them.

/// Mean radius of the Earth in kilometres, as in the published haversine.
pub const EARTH_RADIUS_KM: f64 = 6371.0;

/// Kilometres per degree of latitude on the sphere of [`EARTH_RADIUS_KM`].
pub const KM_PER_DEGREE: f64 = EARTH_RADIUS_KM * std::f64::consts::PI / 180.0;

/// A place as a point on the sphere of radius 1.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct UnitVector {
    /// Towards 0° N 0° E.
    pub x: f64,
    /// Towards 0° N 90° E.
    pub y: f64,
    /// Towards the north pole.
    pub z: f64,
}

impl UnitVector {
    /// From checked degrees; two sines and two cosines.
    #[must_use]
    #[inline]
    pub fn from_degrees(lat_deg: f64, lon_deg: f64) -> Self {
        let (sin_lat, cos_lat) = sin_cos_deg(lat_deg);
        let (sin_lon, cos_lon) = sin_cos_deg(lon_deg);
        Self { x: cos_lat * cos_lon, y: cos_lat * sin_lon, z: sin_lat }
    }

    /// Squared length of the straight line through the sphere to `other`, 0…4.
    #[must_use]
    #[inline]
    pub fn chord_squared(self, other: Self) -> f64 {
        let (dx, dy, dz) = (self.x - other.x, self.y - other.y, self.z - other.z);
        dx * dx + dy * dy + dz * dz
    }
}

/// Sine and cosine of an angle in degrees, between −360 and 360.
///
/// The libm of a system may differ in the last digit between processors. Plain arithmetic gives the same bytes
/// everywhere. Subtracting quarter turns is exact in degrees; the rest, within 45°, goes through the polynomials of
/// fdlibm (`__kernel_sin`, `__kernel_cos`), which are accurate to one ulp.
#[inline]
fn sin_cos_deg(degrees: f64) -> (f64, f64) {
    /// Adding this to a small number leaves the nearest whole number in the lowest bits.
    const TO_WHOLE: f64 = 6_755_399_441_055_744.0; // 1.5 × 2^52
    let shifted = degrees * (1.0 / 90.0) + TO_WHOLE;
    let quarter_turns = shifted.to_bits();
    let x = (degrees - 90.0 * (shifted - TO_WHOLE)).to_radians();
    let z = x * x;
    let sin = x + x
        * z
        * (-0.166_666_666_666_666_32
            + z * (0.008_333_333_333_322_49
                + z * (-0.000_198_412_698_298_579_5
                    + z * (2.755_731_370_707_006_8e-6
                        + z * (-2.505_076_025_340_686_3e-8 + z * 1.589_690_995_211_55e-10)))));
    let cos = 1.0
        - (0.5 * z
            - z * z
                * (0.041_666_666_666_666_6
                    + z * (-0.001_388_888_888_887_411
                        + z * (2.480_158_728_947_673e-5
                            + z * (-2.755_731_435_139_066_3e-7
                                + z * (2.087_572_321_298_175e-9 + z * -1.135_964_755_778_819_5e-11))))));
    let (sin, cos) = if quarter_turns & 1 == 0 { (sin, cos) } else { (cos, -sin) };
    if quarter_turns & 2 == 0 { (sin, cos) } else { (-sin, -cos) }
}

/// Squared chord up to which the arcsine is a short series: about 570 km.
pub const NEAR_CHORD_SQUARED: f64 = 0.008;

/// Great-circle kilometres of a squared chord: d = 2R·asin(√h) with h = chord²/4.
///
/// This is the haversine formula: for unit vectors, chord²/4 equals
/// sin²(Δφ/2) + cos φ₁·cos φ₂·sin²(Δλ/2).
#[must_use]
#[inline]
pub fn km_of_chord_squared(chord_squared: f64) -> f64 {
    if chord_squared <= NEAR_CHORD_SQUARED {
        near_km_of_chord_squared(chord_squared)
    } else {
        2.0 * EARTH_RADIUS_KM * (chord_squared * 0.25).min(1.0).sqrt().asin()
    }
}

/// [`km_of_chord_squared`] for squared chords up to [`NEAR_CHORD_SQUARED`], by the power series
/// of asin; the first term left out is below 2e-18 of the distance.
#[must_use]
#[inline]
pub fn near_km_of_chord_squared(chord_squared: f64) -> f64 {
    let h = chord_squared * 0.25;
    let h_squared = h * h;
    // Estrin's scheme: the processor computes the pairs in parallel.
    let later_terms = (5.0 / 112.0 + h * (35.0 / 1152.0)) + h_squared * (63.0 / 2816.0);
    let tail = h * ((1.0 / 6.0 + h * (3.0 / 40.0)) + h_squared * later_terms);
    let sine = h.sqrt();
    2.0 * EARTH_RADIUS_KM * (sine + sine * tail)
}

/// Squared chord that spans `distance_km` on the surface; the inverse of [`km_of_chord_squared`].
#[must_use]
pub fn chord_squared_of_km(distance_km: f64) -> f64 {
    let half_angle = (distance_km / (2.0 * EARTH_RADIUS_KM)).min(std::f64::consts::FRAC_PI_2);
    4.0 * half_angle.sin().powi(2)
}

#[cfg(test)]
mod tests {
    use super::sin_cos_deg;

    #[test]
    fn sines_and_cosines_equal_those_of_the_system_to_an_ulp() {
        for step in -36_000..=36_000 {
            let degrees = f64::from(step) / 100.0;
            let (sin, cos) = sin_cos_deg(degrees);
            // The system's own argument in radians is off by half an ulp.
            let (system_sin, system_cos) = degrees.to_radians().sin_cos();
            assert!((sin - system_sin).abs() <= 1e-15 && (cos - system_cos).abs() <= 1e-15, "{degrees}°");
            assert!((sin * sin + cos * cos - 1.0).abs() <= 5e-16, "{degrees}°");
        }
        let quarters = [0.0, 90.0, 180.0, -90.0].map(|turn| sin_cos_deg(turn).0.to_bits());
        assert_eq!(quarters, [0.0, 1.0, -0.0, -1.0].map(f64::to_bits));
    }
}
