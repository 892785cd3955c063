"""Serve the program over TLS to the office's network, with this installation's own certificate authority.

    serve_lan.py PORT [ADDRESS]

The authority is made once, lies in the data folder and is trusted by each phone once; it can vouch for
private addresses and this machine's name alone, so that a phone which trusts it trusts it for nothing else.
The server's certificate is made anew when the address changes or it is about to run out.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import socket
import sys
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")))
LOOPBACK = IPv4Address("127.0.0.1")
AUTHORITY_LASTS = dt.timedelta(days=3650)
CERTIFICATE_LASTS = dt.timedelta(days=397)  # phones refuse what lasts longer than 825
RENEWED_BEFORE = dt.timedelta(days=30)
Issued = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def main(port: str, given: str = "") -> None:
    """Make what is missing, say where to look, and become the server."""
    address, names = own_address(given), own_names()
    os.environ["POVERTYPLAN_HOSTS"] = ",".join(dict.fromkeys([str(address), str(LOOPBACK), *names]))
    os.environ |= {"POVERTYPLAN_HTTPS": "1", "POVERTYPLAN_PROXIES": "0"}  # TLS ends here, in no proxy
    from povertyplan import settings

    folder = settings.DATA / "lan"
    folder.mkdir(mode=0o700, exist_ok=True)
    authority = authority_of(folder, address, names)
    certificate_of(folder, authority, address, names)
    fingerprint = authority[0].fingerprint(hashes.SHA256()).hex(":").upper()
    print(f"Mở https://{address}:{port} trên máy, điện thoại cùng mạng (dừng: Ctrl+C)")
    print(f"Mỗi máy cài một lần tệp {folder / 'ca.crt'}, theo docs/huong-dan/dien-thoai.md")
    print(f"Dấu vân tay SHA-256 của tệp: {fingerprint}", flush=True)
    binds = (f"--bind={host}:{port}" for host in dict.fromkeys((address, LOOPBACK)))
    files = (f"--certfile={folder / 'server.crt'}", f"--keyfile={folder / 'server.key'}")
    command = [sys.executable, "-m", "gunicorn", "--config=scripts/gunicorn.conf.py", *binds, *files]
    os.chdir(ROOT)
    os.execv(sys.executable, command)


def own_address(given: str) -> IPv4Address:
    """The address that was given, else the one by which this machine goes out."""
    try:
        if given:
            return IPv4Address(given)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect(("192.0.2.1", 9))  # sends nothing
            return IPv4Address(way.getsockname()[0])
    except (OSError, ValueError):
        sys.exit("Không rõ địa chỉ của máy này trong mạng; ghi rõ, ví dụ: scripts/serve --lan 192.168.1.10")


def own_names() -> list[str]:
    """What other machines may call this one."""
    name = socket.gethostname().split(".")[0].lower()
    return [name, f"{name}.local"] if re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", name) else []


def authority_of(folder: Path, address: IPv4Address, names: list[str]) -> Issued:
    """The authority in the folder, or a new one where there is none, it runs out or cannot vouch for the
    address; a new one has to be trusted anew.
    """
    if stored := read(folder, "ca"):
        may = (
            stored[0].extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
        )
        addresses = [each.value for each in may if isinstance(each, x509.IPAddress)]
        known = {each.value for each in may if isinstance(each, x509.DNSName)}
        vouches = any(address in network for network in addresses) and known >= set(names)
        if vouches and lasts(stored[0], CERTIFICATE_LASTS):
            return stored
        print("Địa chỉ, tên máy đã đổi hoặc chứng chỉ sắp hết hạn: tạo chứng chỉ mới, các máy phải cài lại.")
    networks = PRIVATE if any(address in each for each in PRIVATE) else (*PRIVATE, IPv4Network(address))
    key = ec.generate_private_key(ec.SECP256R1())
    today = dt.datetime.now(dt.UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Ke hoach giam ngheo {today:%d/%m/%Y}")])
    builder = (
        started(subject, subject, key, AUTHORITY_LASTS, is_authority=True)
        .add_extension(
            x509.NameConstraints([*map(x509.IPAddress, networks), *map(x509.DNSName, names)], None),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return written(folder, "ca", builder.sign(key, hashes.SHA256()), key)


def certificate_of(folder: Path, authority: Issued, address: IPv4Address, names: list[str]) -> None:
    """Have a certificate of the authority for the address and names stand in the folder."""
    issuer, issuer_key = authority
    wanted = x509.SubjectAlternativeName(
        [*map(x509.IPAddress, dict.fromkeys((address, LOOPBACK))), *map(x509.DNSName, names)]
    )
    if stored := read(folder, "server"):
        certificate = stored[0]
        stands = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value == wanted
        if stands and is_of(certificate, issuer) and lasts(certificate, RENEWED_BEFORE):
            return
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(address))])
    of_issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = (
        started(subject, issuer.subject, key, CERTIFICATE_LASTS, is_authority=False)
        .add_extension(wanted, critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(of_issuer, critical=False)
    )
    written(folder, "server", builder.sign(issuer_key, hashes.SHA256()), key)


def started(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    lasting: dt.timedelta,
    *,
    is_authority: bool,
) -> x509.CertificateBuilder:
    """What both certificates have; they hold from a day ago, because clocks of phones are late."""
    now = dt.datetime.now(dt.UTC)
    uses = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign"), False
    ) | {"encipher_only": False, "decipher_only": False}
    return (
        x509.CertificateBuilder(issuer_name=issuer, subject_name=subject, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + lasting)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), True)
        .add_extension(
            x509.KeyUsage(digital_signature=not is_authority, key_cert_sign=is_authority, **uses), True
        )
    )


def lasts(certificate: x509.Certificate, more: dt.timedelta) -> bool:
    return certificate.not_valid_after_utc > dt.datetime.now(dt.UTC) + more


def is_of(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError):
        return False
    return True


def read(folder: Path, name: str) -> Issued | None:
    """A certificate and its key; None where one of them is missing."""
    files = folder / f"{name}.crt", folder / f"{name}.key"
    if not all(file.exists() for file in files):
        return None
    certificate, key = (file.read_bytes() for file in files)
    private = serialization.load_pem_private_key(key, None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return x509.load_pem_x509_certificate(certificate), private


def written(
    folder: Path, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> Issued:
    """Keep both, the key for nobody else to read."""
    form = serialization.Encoding.PEM
    private = key.private_bytes(form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for ending, content in (("key", private), ("crt", certificate.public_bytes(form))):
        file = folder / f"{name}.{ending}"
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            target.write(content)
    return certificate, key


if __name__ == "__main__":
    main(*sys.argv[1:])
