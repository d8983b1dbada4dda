"""Files under data keys: stored encrypted by digest outside the web root."""

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from portal import clock
from portal.crypto import fields
from portal.vault.keys import is_destroyed, plain_key
from portal.vault.models import StoredFile


def store(key, data: bytes, *, name: str, media_type: str) -> StoredFile:
    """Keep `data` encrypted under a data key; the same content under the same key is kept once.

    `name` is the name shown to people, sealed; the name on disk is made of the key and the digest.
    """
    digest = fields.sha256(data)
    found = StoredFile.objects.filter(key=key, sha256=digest).first()
    if found:
        return found
    plain = plain_key(key.pk)
    storage, path = storages["vault"], _path(key.pk, digest)
    if not storage.exists(path):
        storage.save(path, ContentFile(fields.seal(plain, f"vault.file:{digest}", data)))
    return StoredFile.objects.create(
        key=key, sha256=digest, size=len(data), media_type=media_type, stored_at=clock.now(),
        sealed_name=fields.seal(plain, f"vault.name:{digest}", name.encode()),
    )


def load(file: StoredFile) -> bytes:
    """The content; raises Unreadable or Destroyed. The caller has written the log row first."""
    plain = plain_key(file.key_id)
    with storages["vault"].open(_path(file.key_id, file.sha256)) as handle:
        data = fields.unseal(plain, f"vault.file:{file.sha256}", handle.read())
    if fields.sha256(data) != file.sha256:
        raise fields.Unreadable("stored file does not have its digest")
    return data


def names_of(key_id, stored) -> dict:
    """The names of files that lie under one key, by the files' ids; empty when the key was destroyed."""
    try:
        plain = plain_key(key_id) if stored else b""
    except fields.Unreadable:
        return {}
    return {file.pk: fields.unseal(plain, f"vault.name:{file.sha256}", file.sealed_name).decode() for file in stored}


def name_of(file: StoredFile) -> str:
    """The name shown to people; raises Unreadable or Destroyed."""
    return fields.unseal(plain_key(file.key_id), f"vault.name:{file.sha256}", file.sealed_name).decode()


def remove_all(key_id) -> int:
    """Remove the files under a destroyed key; returns how many. Their rows stay: that a file existed is no secret.

    May be repeated. Encrypted under a key that is gone the files tell nothing, but they need not lie about.
    Raises RuntimeError while the key is still there.
    """
    if not is_destroyed(key_id):
        raise RuntimeError(f"data key {key_id} is not destroyed: its files stay")
    storage, folder = storages["vault"], _folder(key_id)
    if not storage.exists(folder):
        return 0
    names = storage.listdir(folder)[1]
    for name in names:
        storage.delete(f"{folder}/{name}")
    storage.delete(folder)
    return len(names)


def _folder(key_id) -> str:
    return f"{str(key_id)[-2:]}/{key_id}"


def _path(key_id, digest: str) -> str:
    return f"{_folder(key_id)}/{digest}"
