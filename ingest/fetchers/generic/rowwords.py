"""What people call the columns of their tables in other languages, by the English name that stands for it here.

German, Spanish, French, Portuguese, Italian, Dutch, Polish, Turkish, Russian, Ukrainian, Japanese, Chinese, Korean, Indonesian, and of
Swedish, Norwegian, Danish, Finnish, Czech, Hungarian, Romanian, Greek, Arabic, Hebrew and Vietnamese what their exports of one house say.
Only words that say one thing: ``data`` is a date in two of these languages and everything else in tables.
"""

WORDS: dict[str, str] = {
    "link": "Enlace, Vínculo, Lien, Lien du post, Adresse du post, Adresse, Ligação, "
            "Collegamento, Koppeling, Odnośnik, Bağlantı, Ссылка, Ссылка на пост, Адрес, "
            "Посилання, リンク, 链接, 連結, 鏈接, 帖子链接, 링크, 주소, Tautan, Permalänk, Länk, Lenke, Enlace "
            "permanente, Lien permanent, Link permanente, Pysyvä linkki, Odkaz, Hivatkozás, "
            "Σύνδεσμος, الرابط, קישור, Liên kết",
    "text": "Beitragstext, Beitrag, Inhalt, Texto, Contenido, Publicación, Texte, Contenu, "
            "Publication, Conteúdo, Publicação, Testo, Contenuto, Tekst, Treść, Metin, İçerik, "
            "Gönderi, Текст, Текст поста, Пост, Текст допису, 本文, テキスト, 投稿, 正文, 内容, 內容, 本文内容, "
            "텍스트, 내용, 본문, Teks, Isi, Inläggstext, Teksti, Sisältö, Obsah, Szöveg, Κείμενο, النص, "
            "טקסט, Nội dung, ข้อความ",
    "title": "Titel, Überschrift, Título, Titre, Titolo, Tytuł, Başlık, Заголовок, Название, タイトル, "
             "标题, 標題, 제목, Judul",
    "date": "Datum, Veröffentlicht, Veröffentlicht am, Erstellt, Erstellt am, Zeitpunkt, Uhrzeit "
            "und Datum, Fecha, Fecha de publicación, Publicado, Date de publication, Publié le, "
            "Data de publicação, Data di pubblicazione, Data publikacji, Tarih, Yayın tarihi, "
            "Дата, Дата публикации, Дата и время, 日付, 投稿日, 投稿日時, 日時, 日期, 时间, 時間, 发布时间, 發布時間, 날짜, "
            "작성일, 게시일, Tanggal, Publiceringstid, Publiceringsdatum, Publiseringstidspunkt, "
            "Udgivelsestidspunkt, Julkaisuaika, Veröffentlichungszeit, Veröffentlichungsdatum, "
            "Hora de publicación, Heure de publication, Horário da publicação, Ora di "
            "pubblicazione, Publicatietijd, Czas publikacji, Yayınlanma zamanı, Время публикации, "
            "Datum a čas, Ημερομηνία, التاريخ, תאריך, Ngày đăng",
    "username": "Benutzername, Nutzername, Benutzer, Nombre de usuario, Usuario, Nom d’utilisateur, "
                "Utilisateur, Nome de usuário, Usuário, Nome utente, Utente, Gebruikersnaam, "
                "Gebruiker, Nazwa użytkownika, Użytkownik, Kullanıcı adı, Kullanıcı, Имя "
                "пользователя, Пользователь, ユーザー名, アカウント, 用户名, 用戶名, 账号, 帳號, 사용자 이름, 계정, Nama "
                "pengguna, Användarnamn, Kontots användarnamn, Brukernavn, Brugernavn, "
                "Käyttäjätunnus, Kontonutzername, Benutzername des Kontos, Nombre de usuario de la "
                "cuenta, Nom d’utilisateur du compte, Nome de usuário da conta, Nome utente "
                "dell’account, Gebruikersnaam van account, Uživatelské jméno, Felhasználónév, Όνομα "
                "χρήστη, اسم المستخدم, שם משתמש, Tên người dùng",
    "author": "Autor, Autorin, Verfasser, Auteur, Autore, Yazar, Автор, 投稿者, 作者, 작성자, Penulis",
    "likes": "Gefällt mir, Gefällt-mir-Angaben, Me gusta, J’aime, J'aime, Mentions J’aime, "
             "Curtidas, Gostos, Mi piace, Vind-ik-leuks, Polubienia, Beğeni, Beğeniler, Лайки, "
             "Лайков, Нравится, Вподобання, いいね, いいね数, 点赞, 点赞数, 點讚, 按讚, 赞, 좋아요, 좋아요 수, Suka, "
             "Gilla-markeringar, Gillar, Gilla, Likerklikk, Synes godt om, Tykkäykset, To se mi "
             "líbí, Kedvelések, Aprecieri, Μου αρέσει, إعجابات, الإعجابات, לייקים, Lượt thích, "
             "ถูกใจ, पसंद",
    "comments": "Kommentare, Antworten, Comentarios, Respuestas, Commentaires, Réponses, Comentários, "
                "Respostas, Commenti, Risposte, Reacties, Komentarze, Yorum, Yorumlar, Комментарии, "
                "Комментариев, Ответы, Коментарі, コメント, コメント数, 返信, 评论, 评论数, 評論, 留言, 댓글, 댓글 수, "
                "Komentar, Kommentarer, Svar, Kommentit, Komentáře, Hozzászólások, Comentarii, "
                "Σχόλια, تعليقات, التعليقات, תגובות, Bình luận, ความคิดเห็น",
    "shares": "Geteilt, Teilungen, Mal geteilt, Compartidos, Compartido, Retuits, Partages, "
              "Compartilhamentos, Partilhas, Condivisioni, Gedeeld, Udostępnienia, Paylaşım, "
              "Paylaşımlar, Репосты, Репостов, Поделились, Поширення, シェア, シェア数, リツイート, 转发, 转发数, "
              "分享, 分享数, 轉發, 공유, 공유 수, 리트윗, Bagikan, Delningar, Delinger, Jaot, Sdílení, "
              "Megosztások, Distribuiri, Κοινοποιήσεις, مشاركات, المشاركات, שיתופים, Lượt chia sẻ, "
              "การแชร์",
    "views": "Aufrufe, Ansichten, Visualizaciones, Reproducciones, Vistas, Vues, Visualizações, "
             "Visualizzazioni, Weergaven, Wyświetlenia, Görüntülenme, Просмотры, Просмотров, "
             "Перегляди, 再生回数, 再生数, 表示回数, 播放量, 浏览量, 阅读量, 觀看次數, 조회수, Tayangan, Visningar, "
             "Visninger, Näyttökerrat, Zobrazení, Megtekintések, Vizualizări, Προβολές, مشاهدات, "
             "المشاهدات, צפיות, Lượt xem",
    "description": "Beschreibung, Descripción, Descrição, Descrizione, Beschrijving, Opis, Açıklama, "
                   "Описание, 説明, 描述, 설명, Deskripsi, Beskrivning, Beskrivelse, Kuvaus, Popis, Leírás, "
                   "Descriere, Περιγραφή, الوصف, תיאור, Mô tả",
    "accountname": "Kontoname, Nombre de la cuenta, Nom du compte, Nome da conta, Nome dell’account, "
                   "Accountnaam, Nazwa konta, Kontonamn, Kontonavn, Tilin nimi",
    "pagename": "Seitenname, Nombre de la página, Nom de la Page, Nome da Página, Nome della Pagina, "
                "Paginanaam, Sidans namn, Sidnamn, Sidenavn",
    "reactions": "Reaktionen, Reacciones, Réactions, Reações, Reazioni, Reaktioner, Reaksjoner, Reaktiot, Реакции, "
                 "Reakcje, Reakce, Reacții, İfadeler",
    "saves": "Gespeichert, Guardados, Enregistrements, Salvamentos, Salvataggi, Opgeslagen, Antal "
             "sparade objekt, Sparade, Lagringer",
    "language": "Sprache, Idioma, Langue, Lingua, Taal, Język, Dil, Язык, 言語, 语言, 언어",
}
