"""Rules that read prose, case by case: actors and their spellings, roles, rates typed by hand, able
households.
"""

from __future__ import annotations

import pytest

from plans.rules import (
    ActorKind,
    able_when_exceeded,
    bodies,
    canonical,
    carries,
    is_covered,
    is_named,
    planned_escapes,
    poor_and_no_labour,
    roles_handed,
    typed_rates,
)

# --- one body, many spellings ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UBND xã", "Ủy ban nhân dân xã"),
        ("Uỷ ban nhân dân", "Ủy ban nhân dân"),
        ("UBMTTQVN xã", "Ủy ban Mặt trận Tổ quốc Việt Nam xã"),
        ("MTTQ", "Mặt trận tổ quốc"),
        ("Phòng VH-XH", "Phòng Văn hóa - Xã hội"),
        ("Phòng VHXH", "Phòng Văn hoá – Xã hội"),
        ("P. VH&XH", "Phòng Văn hóa và Xã hội"),
        ("P.KT-HT-ĐT", "Phòng Kinh tế, Hạ tầng và Đô thị"),
        ("KTHT&ĐT", "Kinh tế, Hạ tầng và Đô thị"),
        ("PGD NHCSXH", "Phòng giao dịch Ngân hàng Chính sách xã hội"),
        ("Cán bộ LĐ-TB&XH", "Cán bộ Lao động - Thương binh và Xã hội"),
        ("Đoàn TN xã", "Đoàn Thanh niên xã"),
        ("Hội CCB", "Hội Cựu chiến binh"),
        ("Hội ND", "Hội Nông dân"),
        ("Hội PN", "Hội Liên hiệp Phụ nữ"),
        ("Hội LHPN", "Hội Phụ nữ"),
        ("VP HĐND và UBND", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
        ("Trung tâm DVTH", "Trung tâm Dịch vụ tổng hợp"),
        ("Các tổ chức CT-XH", "các tổ chức chính trị - xã hội"),
        ("Thành viên BCĐ", "thành viên Ban Chỉ đạo"),
    ],
)
def test_spellings_of_one_body_are_one(one, other):
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phòng Kinh tế", "Phòng Văn hóa - Xã hội"),
        ("Hội Nông dân", "Hội đồng nhân dân"),
        ("Trung tâm Dịch vụ tổng hợp", "Trung tâm Dịch vụ việc làm"),
        ("Trạm Y tế", "Trung tâm Y tế"),
    ],
)
def test_different_bodies_stay_different(one, other):
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Phòng Kinh tế xã Xuân Mẫu", ["phòng kinh tế"]),
        ("Phòng Văn hóa - Xã hội phường", ["phòng văn hóa xã hội"]),
        ("Đề nghị Ủy ban MTTQ xã và các đoàn thể", ["mặt trận", "đoàn thể"]),
        ("Phòng giao dịch Ngân hàng Chính sách xã hội Mẫu", ["ngân hàng chính sách xã hội"]),
        ("Công chức Văn hóa - Xã hội (phụ trách CS-XH)", ["công chức văn hóa xã hội"]),
        ("Các trường học trên địa bàn xã", ["trường học"]),
        ("Các xóm", ["xóm"]),
        ("Văn phòng HĐND và UBND xã", ["văn phòng ủy ban nhân dân"]),
        ("Các thành viên Ban Chỉ đạo chương trình", ["ban chỉ đạo"]),
    ],
)
def test_bodies_of_an_actor(name, found):
    assert bodies(name) == found


# --- who is introduced ---


@pytest.mark.parametrize(
    ("actor", "text"),
    [
        ("Phòng Kinh tế xã Xuân Mẫu", "gửi về phòng Kinh tế để tổng hợp"),
        ("Phòng Kinh tế, Hạ tầng và Đô thị", "Lưu: VT, P.KT-HT-ĐT"),
        ("Phòng Văn hóa - Xã hội", "Phòng VH-XH"),
        ("Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam xã", "Mặt trận và các hội vận động"),
        ("Phòng giao dịch Ngân hàng Chính sách xã hội", "vốn vay NHCSXH"),
        ("Các trường học trên địa bàn", "nhà trường đến từng nhà"),
        ("Trạm Y tế xã", "Trạm y tế khám tại nhà"),
        ("Hội Phụ nữ", "Chủ tịch Hội LHPN"),
        ("Công chức Văn hóa - Xã hội phụ trách chính sách", "Công chức Văn hoá - Xã hội (1)"),
        ("Ban Chỉ đạo giảm nghèo phường", "Thành viên BCĐ"),
        ("Các xóm của xã", "từng xóm họp dân"),
    ],
)
def test_text_names_the_actor(actor, text):
    assert any(is_named(body, canonical(text)) for body in bodies(actor))


@pytest.mark.parametrize(
    ("actor", "text"),
    [
        ("Trung tâm Dịch vụ tổng hợp", "Trung tâm Dịch vụ việc làm tỉnh"),
        ("Phòng Văn hóa - Xã hội", "Phòng Kinh tế"),
        ("Công chức Tài chính - Kế toán", "Công chức Văn hóa - Xã hội"),
        ("Hội Nông dân", "Thường trực HĐND"),
        ("Trạm Y tế", "y tế, giáo dục, nhà ở"),
        ("Các trường học", "môi trường nông thôn"),
        ("Công an xã", "công chức xã"),
    ],
)
def test_text_does_not_name_the_actor(actor, text):
    assert not any(is_named(body, canonical(text)) for body in bodies(actor))


@pytest.mark.parametrize(
    ("kind", "recipient", "covered"),
    [
        (ActorKind.OFFICE, "Các phòng, ban, đơn vị thuộc UBND xã", True),
        (ActorKind.OFFICE, "Các phòng chuyên môn thuộc xã", True),
        (ActorKind.OFFICE, "Các cơ quan, đơn vị thuộc UBND phường", True),
        (ActorKind.OFFICIAL, "Các cơ quan, đơn vị thuộc UBND xã", True),
        (ActorKind.OFFICIAL, "Cán bộ, công chức xã", True),
        (ActorKind.SCHOOL, "Các trường học trên địa bàn", True),
        (ActorKind.ASSOCIATION, "Ủy ban MTTQ và các đoàn thể xã", True),
        (ActorKind.ASSOCIATION, "UBMTTQVN phường", True),
        (ActorKind.HAMLET, "13 thôn", True),
        (ActorKind.HAMLET, "Thôn, tổ trưởng 24 tổ dân phố", True),
        (ActorKind.HAMLET, "Cấp ủy, Tổ trưởng các TDP", True),
        (ActorKind.OFFICE, "Chủ tịch, các PCT UBND xã", False),
        (ActorKind.OFFICE, "Thường trực ĐU, HĐND", False),
        (ActorKind.OFFICIAL, "Thành viên BCĐ", False),
        (ActorKind.BANK, "Các phòng, ban, đơn vị", False),
        (ActorKind.SCHOOL, "Các phòng chuyên môn thuộc xã", False),
        (ActorKind.HAMLET, "Lưu: VT", False),
        (ActorKind.OTHER, "Các doanh nghiệp", False),
    ],
)
def test_general_recipient_covers_a_kind(kind, recipient, covered):
    assert is_covered(kind, canonical(recipient)) == covered


# --- roles handed in prose ---


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("phản ánh về Ủy ban nhân dân xã (qua Phòng Kinh tế) để xem xét", "Phòng Kinh tế"),
        (
            "báo cáo UBND phường qua phòng Kinh tế, Hạ tầng và Đô thị để theo dõi",
            "phòng Kinh tế, Hạ tầng và Đô thị",
        ),
        ("(thông qua Phòng Kinh tế phường) để tổng hợp", "Phòng Kinh tế phường"),
        ("gửi văn bản về Phòng Tài chính để trình", "Phòng Tài chính"),
        ("(gửi về Cán bộ Lao động –TB&XH để tổng hợp)", "Cán bộ Lao động –TB&XH"),
        ("Các xóm gửi Trung tâm Dịch vụ tổng hợp trước ngày 20", "Trung tâm Dịch vụ tổng hợp"),
        ("Giao Phòng Văn hóa - Xã hội chủ trì rà soát", "Phòng Văn hóa - Xã hội"),
        ("Trạm Y tế là đầu mối cân đo trẻ", "Trạm Y tế"),
        ("Phòng Kinh tế làm cơ quan thường trực", "Phòng Kinh tế"),
        ("* Đơn vị thực hiện: Phòng Văn hóa - Xã hội phường.", "Phòng Văn hóa - Xã hội phường"),
        ("Cơ quan chủ trì: Phòng Kinh tế Hạ tầng và Đô thị.", "Phòng Kinh tế Hạ tầng và Đô thị"),
        ("cơ quan đầu mối là Văn phòng Đảng ủy", "Văn phòng Đảng ủy"),
        ("Hội Phụ nữ chủ trì vận động hội viên", "Hội Phụ nữ"),
        ("Công an xã chủ trì quản lý cư trú", "Công an xã"),
        ("P. VH-XH chủ trì tuyên truyền", "P. VH-XH"),
        ("MTTQ chủ trì phong trào thi đua", "MTTQ"),
    ],
)
def test_role_is_handed(text, body):
    assert list(roles_handed(text)) == [body]


@pytest.mark.parametrize(
    "text",
    [
        "các phòng, ban chủ trì theo lĩnh vực",
        "Ủy ban nhân dân xã chủ trì cuộc họp",
        "gửi Ủy ban nhân dân xã trước ngày 20",
        "phản ánh về cơ quan thường trực để tổng hợp",
        "Chủ trì rà soát hộ nghèo; phối hợp các ngành",
        "Là đầu mối kỹ thuật của các dự án sinh kế",
        "phối hợp với Phòng Kinh tế tổ chức tập huấn",
        "vay vốn qua Ngân hàng Chính sách xã hội",
        "nộp hồ sơ qua Trung tâm Phục vụ hành chính công",
        "chuyển đến Trung tâm Dịch vụ việc làm tỉnh",
        "gửi Phòng Lao động huyện tổng hợp",
        "Cơ quan phối hợp: Văn phòng HĐND và UBND phường",
        "chi trả tiền điện hằng quý qua tài khoản cho hộ nghèo",
        "phát qua trạm truyền thanh của thôn",
        "Thường trực Đảng ủy, Hội đồng nhân dân",
        "Trạm Y tế đến khám tại nhà",
        "gửi Sở Nông nghiệp và Môi trường",
    ],
)
def test_no_role_is_handed_to_a_body_of_the_commune(text):
    assert list(roles_handed(text)) == []


@pytest.mark.parametrize(
    ("name", "actors", "has"),
    [
        ("phòng Kinh tế", ["Phòng Kinh tế, Hạ tầng và Đô thị phường"], True),
        ("Phòng Kinh tế, Hạ tầng và đô thị", ["P.KT-HT-ĐT"], True),
        ("Phòng Kinh tế xã Xuân Mẫu", ["Phòng Kinh tế"], True),
        ("Hội Phụ nữ", ["Đề nghị Ủy ban MTTQ và các tổ chức chính trị - xã hội"], True),
        ("Đoàn Thanh niên", ["Mặt trận và các đoàn thể"], True),
        ("công chức Văn hóa - Xã hội", ["Phòng Văn hóa - Xã hội"], True),
        ("MTTQ", ["Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam xã"], True),
        ("Phòng Tài chính", ["Phòng Kinh tế", "Các xóm"], False),
        ("Hội Phụ nữ", ["Phòng Kinh tế"], False),
        ("Trung tâm Dịch vụ tổng hợp", ["Trung tâm Y tế"], False),
        ("Công an xã", ["Phòng Kinh tế"], False),
    ],
)
def test_body_with_a_role_is_one_of_the_actors(name, actors, has):
    (body,) = bodies(name)

    assert carries(body, [each for actor in actors for each in bodies(actor)]) == has


# --- rates typed by hand ---


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tỷ lệ hộ nghèo 1,18%", [("1,18", "poor")]),
        ("tỉ lệ hộ cận nghèo là 2,3 %", [("2,3", "near_poor")]),
        (
            "tỷ lệ hộ nghèo toàn phường 0,2% (giảm từ 0,6% xuống còn 0,4%)",
            [(r, "poor") for r in ("0,2", "0,6", "0,4")],
        ),
        ("còn 41 hộ nghèo, chiếm 0,6%", [("0,6", "poor")]),
        ("còn {{ho-ngheo}} hộ nghèo, chiếm 2,51%", [("2,51", "poor")]),
        ("Hộ cận nghèo 113 hộ chiếm tỷ lệ 1,44%", [("1,44", "near_poor")]),
        ("hộ cận nghèo là {{ho-can-ngheo}} hộ, tỷ lệ 2,34%", [("2,34", "near_poor")]),
        ("dự kiến còn 82 hộ nghèo (1,62%)", [("1,62", "poor")]),
        ("tỷ lệ hộ nghèo đa chiều cuối năm 2026 còn 1,62%", [("1,62", "poor")]),
        ("giảm tỷ lệ hộ nghèo 0,79 điểm %", [("0,79", "poor")]),
        ("tỷ lệ hộ nghèo: 1,18%; tỷ lệ hộ cận nghèo: 2%", [("1,18", "poor"), ("2", "near_poor")]),
        ("Tỷ lệ hộ nghèo giảm từ 2,51% xuống 1,62%", [("2,51", "poor"), ("1,62", "poor")]),
        ("12 hộ nghèo, tương ứng 0,15%", [("0,15", "poor")]),
        ("tỷ lệ hộ nghèo đầu năm là 5%", [("5", "poor")]),
        ("26 hộ cận nghèo bằng 1,5%", [("1,5", "near_poor")]),
    ],
)
def test_rates_typed_by_hand(text, found):
    assert list(typed_rates(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "tỷ lệ hộ nghèo {{ty-le-ho-ngheo}}%",
        "còn {{ho-ngheo}} hộ nghèo, chiếm {{ty-le-ho-ngheo}}%; {{so-ho}} hộ, bằng {{ty-le-ho-can-ngheo}}%",
        "100% hộ nghèo được cấp thẻ bảo hiểm y tế",
        "90% trở lên hộ nghèo, hộ cận nghèo dùng nhà tiêu hợp vệ sinh",
        "tỷ lệ hộ nghèo có nhà ở kiên cố đạt 98%",
        "trẻ em hộ nghèo đi học đúng tuổi 95%",
        "hỗ trợ hộ nghèo 70% mức đóng bảo hiểm y tế",
        "hộ nghèo (100%) được vay vốn",
        "hộ nghèo, 90% hộ cận nghèo có ti vi",
        "hỗ trợ hộ cận nghèo 30%",
        "giải ngân 95% vốn cho hộ nghèo",
        "12 hộ nghèo không có khả năng lao động, chiếm 56,1% số hộ nghèo",
        "giảm 43 hộ nghèo",
        "công khai 100% khoản hỗ trợ hộ nghèo",
        "tỷ lệ lao động qua đào tạo 60%",
    ],
)
def test_no_rate_of_poverty_typed_by_hand(text):
    assert list(typed_rates(text)) == []


# --- households able to escape ---


@pytest.mark.parametrize(
    ("poor", "no_labour", "planned", "able"),
    [
        (41, 23, 19, 18),
        (41, 23, 18, None),
        (41, 0, 41, None),
        (5, 5, 1, 0),
        (None, 23, 19, None),
        (41, None, 19, None),
        (41, 23, None, None),
    ],
)
def test_more_planned_to_escape_than_are_able(poor, no_labour, planned, able):
    assert able_when_exceeded(poor=poor, no_labour=no_labour, planned=planned) == able


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("41 hộ nghèo, trong đó 23 hộ không có khả năng lao động", (41, 23)),
        (
            "có 41 hộ nghèo, chiếm 0,6%. Trong đó, tổng số hộ nghèo không có khả năng lao động là 23 hộ",
            (41, 23),
        ),
        ("còn 1.041 hộ nghèo (23 hộ nghèo không còn khả năng lao động)", (1041, 23)),
        ("41 hộ nghèo; không có sức lao động: 23 hộ", (41, 23)),
        ("41 hộ nghèo, gồm 23 hộ thuộc diện không có khả năng lao động", (41, 23)),
        ("23 hộ nghèo không có khả năng lao động", None),
        ("41 hộ nghèo, trong đó 23 hộ dân tộc thiểu số", None),
        ("hỗ trợ hộ nghèo có khả năng lao động", None),
    ],
)
def test_households_without_labour_in_prose(text, found):
    assert poor_and_no_labour(text) == found


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Tổng số hộ nghèo dự kiến thoát nghèo trong năm 2026: 19 hộ", [19]),
        ("Phấn đấu 19 hộ thoát nghèo", [19]),
        ("19 hộ nghèo đăng ký thoát nghèo", [19]),
        ("Trong năm giảm 25 hộ nghèo", [25]),
        ("Số hộ nghèo tự thoát nghèo: 03 hộ", [3]),
        ("Năm trước đã có 30 hộ thoát nghèo", []),
        ("kết quả giảm 30 hộ nghèo", []),
        ("giúp đỡ 11 hộ nghèo vươn lên", []),
        ("còn 41 hộ nghèo", []),
        ("giảm 12 hộ cận nghèo", []),
    ],
)
def test_escapes_planned_in_prose(text, numbers):
    assert [number for number, _ in planned_escapes(text)] == numbers
