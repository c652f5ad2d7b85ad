//! Signatures of tokens: RS256 and ES256, with the provider's keys.
//!
//! `jsonwebtoken` takes tokens and keys apart; ring, which TLS brings along, does the cryptography. So there is no second
//! one in the program, and none that has to be careful with private keys: here are only public ones.

use super::Trouble;
use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::signature::{Error as Wrong, Verifier};
use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind, Header, Validation, decode, decode_header,
};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The public keys of a provider.
#[derive(Debug, Default)]
pub(super) struct Keys(Vec<Jwk>);

impl Keys {
    /// The keys of a JSON Web Key Set; what is of an unknown kind is left out.
    pub(super) fn of(set: &Value) -> Self {
        let keys = set["keys"].as_array().into_iter().flatten();
        Self(
            keys.filter_map(|key| serde_json::from_value(key.clone()).ok())
                .collect(),
        )
    }

    /// What a token says, if one of these keys has signed it.
    pub(super) fn read<T: DeserializeOwned>(&self, token: &str) -> Result<T, Trouble> {
        // Fails when it has been done before.
        let _ = RING.install_default();
        let header = decode_header(token).map_err(|_| Trouble::Token)?;
        // A token that must not be read without knowing more is not ours.
        if !matches!(header.alg, Algorithm::RS256 | Algorithm::ES256) || header.crit.is_some() {
            return Err(Trouble::Token);
        }
        // Whom it is for, and until when, is a rule of the domain, which has our clock.
        let mut validation = Validation::new(header.alg);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        let mut trouble = Trouble::Key;
        for key in self.0.iter().filter(|key| fits(key, &header)) {
            let key = DecodingKey::from_jwk(key).map_err(|_| Trouble::Key)?;
            match decode::<T>(token, &key, &validation) {
                Ok(read) => return Ok(read.claims),
                Err(error) if matches!(error.kind(), ErrorKind::InvalidSignature) => {
                    trouble = Trouble::Signature;
                }
                Err(_) => return Err(Trouble::Token),
            }
        }
        Err(trouble)
    }
}

/// Whether a key may have signed what has this header.
fn fits(key: &Jwk, header: &Header) -> bool {
    let common = &key.common;
    let kind = match &key.algorithm {
        AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
        AlgorithmParameters::EllipticCurve(point) if point.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        _ => return false,
    };
    kind.0 == header.alg
        && common
            .key_algorithm
            .as_ref()
            .is_none_or(|algorithm| *algorithm == kind.1)
        && common
            .public_key_use
            .as_ref()
            .is_none_or(|purpose| *purpose == PublicKeyUse::Signature)
        && (header.kid.is_none() || header.kid == common.key_id)
}

/// ring, as `jsonwebtoken` wants it. Nothing is signed here.
static RING: CryptoProvider = CryptoProvider {
    signer_factory: |_, _| Err(ErrorKind::UnsupportedAlgorithm.into()),
    verifier_factory: |algorithm, key| verifier(*algorithm, key),
    key_utils: KeyUtils::new_unimplemented(),
};

fn verifier(algorithm: Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    match (algorithm, key.family(), key.kind()) {
        (Algorithm::RS256, AlgorithmFamily::Rsa, DecodingKeyKind::RsaModulusExponent { n, e }) => {
            Ok(Box::new(Rsa(RsaPublicKeyComponents {
                n: n.clone(),
                e: e.clone(),
            })))
        }
        (Algorithm::ES256, AlgorithmFamily::Ec, DecodingKeyKind::SecretOrDer(point)) => Ok(Box::new(Point(
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point.clone()),
        ))),
        _ => Err(ErrorKind::UnsupportedAlgorithm.into()),
    }
}

struct Rsa(RsaPublicKeyComponents<Vec<u8>>);

impl Verifier<Vec<u8>> for Rsa {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Wrong> {
        let verified = self.0.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature);
        verified.map_err(|_| Wrong::new())
    }
}

impl JwtVerifier for Rsa {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}

/// A point on the curve P-256.
struct Point(UnparsedPublicKey<Vec<u8>>);

impl Verifier<Vec<u8>> for Point {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Wrong> {
        self.0.verify(message, signature).map_err(|_| Wrong::new())
    }
}

impl JwtVerifier for Point {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Examples of RFC 7515, A.2 and A.3: the same words, signed with either algorithm.
    const RS256: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    const ES256: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    fn keys() -> Keys {
        Keys::of(&json!({ "keys": [
            { "kty": "of the future", "use": "sig" },
            { "kty": "RSA", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ", "e": "AQAB" },
            { "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" },
        ]}))
    }

    #[test]
    fn the_examples_of_the_standard_are_read_and_nothing_that_was_changed() {
        for token in [RS256, ES256] {
            let claims: Value = keys().read(token).unwrap();
            assert_eq!(claims["iss"], "joe");
            let (message, signature) = token.rsplit_once('.').unwrap();
            let other = message.replacen("J9.eyJpc3MiOiJqb2Ui", "J9.eyJpc3MiOiJ4b2Ui", 1);
            assert_ne!(other, message);
            assert!(matches!(
                keys().read::<Value>(&format!("{other}.{signature}")),
                Err(Trouble::Signature)
            ));
            assert!(keys().read::<Value>(&format!("{message}.")).is_err());
            assert!(matches!(Keys::default().read::<Value>(token), Err(Trouble::Key)));
        }
    }

    #[test]
    fn other_algorithms_are_not_taken() {
        use base64::Engine;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let (_, rest) = ES256.split_once('.').unwrap();
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"None"}"#,
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"ES384"}"#,
            r#"{"alg":"ES256","crit":["exp"]}"#,
            r#"{"alg":"ES256","kid":"other"}"#,
            r#"{"alg":"RS256"}"#,
            "{}",
        ] {
            let header = URL_SAFE_NO_PAD.encode(header);
            assert!(
                keys().read::<Value>(&format!("{header}.{rest}")).is_err(),
                "{header}"
            );
        }
        for text in ["", ".", "..", "a.b.c", "🦊", "a.b.c.d"] {
            assert!(keys().read::<Value>(text).is_err(), "{text}");
        }
    }
}
