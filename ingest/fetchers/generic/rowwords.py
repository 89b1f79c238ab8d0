"""What people call the columns of their tables in other languages, by the English name that stands for it here.

German, Spanish, French, Portuguese, Italian, Dutch, Polish, Turkish, Russian, Ukrainian, Japanese, Chinese, Korean and Indonesian.
Only words that say one thing: ``data`` is a date in two of these languages and everything else in tables.
"""

WORDS: dict[str, str] = {
    "link": "Enlace, Vínculo, Lien, Lien du post, Adresse du post, Adresse, Ligação, Collegamento, Koppeling, "
            "Odnośnik, Bağlantı, Ссылка, Ссылка на пост, Адрес, Посилання, リンク, 链接, 連結, 鏈接, 帖子链接, 링크, "
            "주소, Tautan",
    "text": "Beitragstext, Beitrag, Inhalt, Texto, Contenido, Publicación, Texte, Contenu, Publication, Conteúdo, "
            "Publicação, Testo, Contenuto, Tekst, Treść, Metin, İçerik, Gönderi, Текст, Текст поста, Пост, "
            "Текст допису, 本文, テキスト, 投稿, 正文, 内容, 內容, 本文内容, 텍스트, 내용, 본문, Teks, Isi",
    "title": "Titel, Überschrift, Título, Titre, Titolo, Tytuł, Başlık, Заголовок, Название, タイトル, 标题, 標題, "
             "제목, Judul",
    "date": "Datum, Veröffentlicht, Veröffentlicht am, Erstellt, Erstellt am, Zeitpunkt, Uhrzeit und Datum, Fecha, "
            "Fecha de publicación, Publicado, Date de publication, Publié le, Data de publicação, "
            "Data di pubblicazione, Data publikacji, Tarih, Yayın tarihi, Дата, Дата публикации, Дата и время, 日付, "
            "投稿日, 投稿日時, 日時, 日期, 时间, 時間, 发布时间, 發布時間, 날짜, 작성일, 게시일, Tanggal",
    "username": "Benutzername, Nutzername, Benutzer, Nombre de usuario, Usuario, Nom d’utilisateur, Utilisateur, "
                "Nome de usuário, Usuário, Nome utente, Utente, Gebruikersnaam, Gebruiker, Nazwa użytkownika, Użytkownik, "
                "Kullanıcı adı, Kullanıcı, Имя пользователя, Пользователь, ユーザー名, アカウント, 用户名, 用戶名, 账号, "
                "帳號, 사용자 이름, 계정, Nama pengguna",
    "author": "Autor, Autorin, Verfasser, Auteur, Autore, Yazar, Автор, 投稿者, 作者, 작성자, Penulis",
    "likes": "Gefällt mir, Gefällt-mir-Angaben, Me gusta, J’aime, J'aime, Mentions J’aime, Curtidas, Gostos, Mi piace, "
             "Vind-ik-leuks, Polubienia, Beğeni, Beğeniler, Лайки, Лайков, Нравится, Вподобання, いいね, いいね数, "
             "点赞, 点赞数, 點讚, 按讚, 赞, 좋아요, 좋아요 수, Suka",
    "comments": "Kommentare, Antworten, Comentarios, Respuestas, Commentaires, Réponses, Comentários, Respostas, "
                "Commenti, Risposte, Reacties, Komentarze, Yorum, Yorumlar, Комментарии, Комментариев, Ответы, Коментарі, "
                "コメント, コメント数, 返信, 评论, 评论数, 評論, 留言, 댓글, 댓글 수, Komentar",
    "shares": "Geteilt, Teilungen, Mal geteilt, Compartidos, Compartido, Retuits, Partages, Compartilhamentos, "
              "Partilhas, Condivisioni, Gedeeld, Udostępnienia, Paylaşım, Paylaşımlar, Репосты, Репостов, Поделились, "
              "Поширення, シェア, シェア数, リツイート, 转发, 转发数, 分享, 分享数, 轉發, 공유, 공유 수, 리트윗, Bagikan",
    "views": "Aufrufe, Ansichten, Visualizaciones, Reproducciones, Vistas, Vues, Visualizações, Visualizzazioni, "
             "Weergaven, Wyświetlenia, Görüntülenme, Просмотры, Просмотров, Перегляди, 再生回数, 再生数, 表示回数, "
             "播放量, 浏览量, 阅读量, 觀看次數, 조회수, Tayangan",
    "language": "Sprache, Idioma, Langue, Lingua, Taal, Język, Dil, Язык, 言語, 语言, 언어",
}
