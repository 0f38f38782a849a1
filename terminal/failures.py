"""Failures of the system, in Vietnamese."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "không có tệp hay thư mục này",
    errno.EACCES: "không có quyền đọc hoặc ghi",
    errno.EPERM: "hệ thống không cho phép",
    errno.EISDIR: "đây là một thư mục, không phải tệp",
    errno.ENOTDIR: "một phần của đường dẫn không phải thư mục",
    errno.EEXIST: "đã có tệp hay thư mục mang tên này",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đã hết phần đĩa được cấp",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EIO: "ổ đĩa đọc hoặc ghi bị lỗi",
    errno.EMFILE: "đã mở quá nhiều tệp",
    errno.EADDRINUSE: "cổng đang được chương trình khác dùng",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ ấy",
}


def why(error: Exception) -> str:
    """The reason the system gave; in its own words where we have none."""
    if not isinstance(error, OSError):
        return "tên có ký tự không hợp lệ" if isinstance(error, ValueError) else str(error)
    return _REASONS.get(error.errno or 0) or f"hệ thống báo: {error.strerror or error}"


def sentence(error: OSError) -> str:
    """The reason, after the file it is about."""
    return f"{error.filename}: {why(error)}" if error.filename else why(error)
