// A mail as it would arrive: to whom, subject, body. Nothing is loaded from elsewhere and no link
// is followed.
#pragma once

#include <QWidget>

class QTextBrowser;

namespace socle::studio {

class Text;

class MailPreview : public QWidget
{
    Q_OBJECT

public:
    explicit MailPreview(QWidget *parent = nullptr);

    /// `html` is the body with its placeholders filled in.
    void setMail(const QString &from,
                 const QString &to,
                 const QString &subject,
                 const QString &html);

    QString subject() const;
    QString bodyText() const;

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void render();

    Text *m_from;
    Text *m_to;
    Text *m_subject;
    QTextBrowser *m_body;
    QString m_html;
};

} // namespace socle::studio
